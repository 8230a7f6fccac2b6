import json
from urllib.parse import urlencode
from urllib.request import urlopen

asked = urlencode({"q": "quản lý hộ tịch", "as_of": "2023-04-07"})
with urlopen(f"http://127.0.0.1:8000/api/platforms?{asked}", timeout=30) as response:
    answer = json.load(response)
print(answer["verdict"], answer["message"])
for platform in answer["results"]:
    print(platform["id"], platform["name"], platform["owner"], sep="\t")
