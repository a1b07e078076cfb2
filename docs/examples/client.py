"""What a program does here: read by pages, write without losing anybody's change, wait for a report.

    TOKEN=np_... python client.py https://plan.example.org KARO LEAD_AGENCY OBJECTIVE

Needs Python alone. What it makes it takes out again at the end, or closes: an activity stays on record.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

SITE, CODE, LEAD, OBJECTIVE = sys.argv[1:5]
MISSION = f"{SITE}/api/v1/missions/{CODE}/"
TOKEN = os.environ["TOKEN"]


def ask(method, address, body=None, **headers):
    """(status, headers, body) of an answer. Too many requests are asked again when the answer says so."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers |= {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        if refusal.code == 429:
            time.sleep(int(refusal.headers["Retry-After"]))
            return ask(method, address, body, **headers)
        return refusal.code, refusal.headers, refusal.read()


# Read, page by page: next holds the address of the following page.
address = f"{MISSION}activities/?limit=2&fields=key,title"
count = 0
while address:
    page = json.loads(ask("GET", address)[2])
    count += len(page["results"])
    address = page["next"]
print("activities:", count)

# Make a row. Sent again with the same key, after a connection that broke, it is made once.
key = str(uuid.uuid4())
row = {"title": "Wells", "lead": LEAD, "dimension": "development", "status": "proposed"}
status, headers, made = ask("POST", f"{MISSION}activities/", row, Idempotency_Key=key)
again = ask("POST", f"{MISSION}activities/", row, Idempotency_Key=key)
activity = json.loads(made)
print("made:", status, "again:", json.loads(again[2])["uuid"] == activity["uuid"])

# Change it, but only as it was read: whoever was quicker is not overwritten.
place, version = headers["Location"], headers["ETag"]
print("changed:", ask("PATCH", place, {"title": "Wells in the north"}, If_Match=version)[0])
print("stale:", ask("PATCH", place, {"title": "Wells in the south"}, If_Match=version)[0])

# Several rows at once, all of them or none.
links = [{"activity": activity["key"], "objective": OBJECTIVE, "rationale": "Water brings people back."}]
status, _headers, linked = ask(
    "POST", f"{MISSION}alignment_links/bulk/", links, Idempotency_Key=str(uuid.uuid4())
)
print("linked:", status)

# Long work: ask for it, and look now and then how far it is.
status, headers, _job = ask("POST", f"{MISSION}reports/", {"report": "activities", "form": "csv"})
print("report:", status)
while (job := json.loads(ask("GET", headers["Location"])[2]))["state"] == "waiting":
    time.sleep(1)
print("ready:", job["state"], len(ask("GET", job["links"]["file"])[2]) > 0)

# A flat table, as Excel and Power BI fetch it.
table = ask("GET", f"{MISSION}feeds/activities.csv")[2].decode("utf-8-sig")
print("table:", table.splitlines()[0].split(",")[0])

# Take the link out, and close the activity.
[link] = json.loads(linked)["results"]
place_of_link = f"{MISSION}alignment_links/{link['uuid']}/"
version = ask("GET", place_of_link)[1]["ETag"]
print("taken out:", ask("DELETE", place_of_link, If_Match=version)[0])
version = ask("GET", place)[1]["ETag"]
print("closed:", ask("PATCH", place, {"status": "cancelled"}, If_Match=version)[0])
