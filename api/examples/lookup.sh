# Đã có nền tảng nào làm việc này chưa? (Is there already a platform for this?)
curl --silent --fail-with-body --get 'http://127.0.0.1:8000/api/platforms' \
  --data-urlencode 'q=quản lý hộ tịch' --data-urlencode 'as_of=2023-04-07'

# Rà soát cả danh sách nhiệm vụ trong một tệp .xlsx, .docx hoặc .csv (Screen a whole list)
printf 'Tên nhiệm vụ,Kinh phí\nPhần mềm quản lý hộ tịch,1980000000\n' > nhiem-vu.csv
curl --silent --fail-with-body -F file=@nhiem-vu.csv -F as_of=2023-04-07 'http://127.0.0.1:8000/api/screen'
