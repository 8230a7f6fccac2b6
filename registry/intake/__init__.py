"""Reading batches as provinces write them: .xlsx, .docx, .csv, .json and .jsonl into lines.

`batch.read` is the entry; what was skipped and why comes with the result.
"""
