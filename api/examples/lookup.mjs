const asked = new URLSearchParams({ q: "quản lý hộ tịch", as_of: "2023-04-07" });
const response = await fetch(`http://127.0.0.1:8000/api/platforms?${asked}`);
if (!response.ok) throw new Error((await response.json()).detail);
const answer = await response.json();
console.log(answer.verdict, answer.message);
for (const platform of answer.results) console.log(platform.id, platform.name, platform.owner);
