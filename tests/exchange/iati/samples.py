"""Small activity files of our own, one for each way of writing that the versions know."""

import io

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

# The same activity as the versions before and after 2.01 write it.
V1 = """
<iati-activity default-currency="USD" xml:lang="fr">
  <iati-identifier> XM-EX-1-7 </iati-identifier>
  <reporting-org ref="XM-EX-1" type="21">Example Aid</reporting-org>
  <title>Dialogue à Nord</title>
  <description>Rencontres entre voisins.</description>
  <activity-status>Implementation</activity-status>
  <activity-date type="start-planned" iso-date="2019-12-01"/>
  <activity-date type="start-actual" iso-date="2020-01-15"/>
  <activity-date type="end-planned" iso-date="2022-06-30"/>
  <participating-org role="Funding" ref="XM-EX-2" type="10">Donor State</participating-org>
  <participating-org role="Implementing" type="22">Peace Circle (PCI)</participating-org>
  <recipient-country code="BI" percentage="100"/>
  <location>
    <name>North</name><location-id vocabulary="G1" code="428514"/>
    <coordinates latitude="-3.1" longitude="29.4"/>
  </location>
  <sector vocabulary="DAC" code="15220" percentage="75"/>
  <sector vocabulary="DAC" code="15160" percentage="25"/>
  <transaction>
    <transaction-type code="C"/><transaction-date iso-date="2020-02-01"/>
    <value currency="EUR" value-date="2020-02-02">1,200.50</value>
  </transaction>
  <transaction>
    <transaction-type code="D"/><transaction-date iso-date="2020-05-01"/>
    <value value-date="2020-05-01">300</value>
  </transaction>
</iati-activity>"""

V2 = """
<iati-activity default-currency="USD" xml:lang="fr">
  <iati-identifier>XM-EX-1-7</iati-identifier>
  <reporting-org ref="XM-EX-1" type="21"><narrative>Example Aid</narrative></reporting-org>
  <title><narrative>Dialogue à Nord</narrative></title>
  <description><narrative>Rencontres entre voisins.</narrative></description>
  <participating-org role="1" ref="XM-EX-2" type="10"><narrative>Donor State</narrative></participating-org>
  <participating-org role="4" type="22"><narrative>Peace Circle (PCI)</narrative></participating-org>
  <activity-status code="2"/>
  <activity-date type="1" iso-date="2019-12-01"/>
  <activity-date type="2" iso-date="2020-01-15"/>
  <activity-date type="3" iso-date="2022-06-30"/>
  <recipient-country code="BI" percentage="100"/>
  <location>
    <location-id vocabulary="G1" code="428514"/><name><narrative>North</narrative></name>
    <point><pos>-3.1 29.4</pos></point>
  </location>
  <sector vocabulary="1" code="15220" percentage="75"/>
  <sector vocabulary="1" code="15160" percentage="25"/>
  <transaction>
    <transaction-type code="2"/><transaction-date iso-date="2020-02-01"/>
    <value currency="EUR" value-date="2020-02-02">1200.50</value>
  </transaction>
  <transaction>
    <transaction-type code="3"/><transaction-date iso-date="2020-05-01"/>
    <value value-date="2020-05-01">300</value>
  </transaction>
</iati-activity>"""


def document(*activities: str, version: str = "2.03") -> str:
    return f'{HEAD}\n<iati-activities version="{version}">{"".join(activities)}</iati-activities>'


def activity(
    identifier: str = "XM-EX-1-1", inside: str = "", *, title: str = "Wells", attributes: str = ""
) -> str:
    """A short activity of 2.03 that Example Aid reports and leads."""
    return (
        f'<iati-activity default-currency="USD" xml:lang="en" {attributes}>'
        f"<iati-identifier>{identifier}</iati-identifier>"
        '<reporting-org ref="XM-EX-1" type="21"><narrative>Example Aid</narrative></reporting-org>'
        f"<title><narrative>{title}</narrative></title>"
        '<participating-org role="2" ref="XM-EX-1"><narrative>Example Aid</narrative></participating-org>'
        f'<activity-status code="2"/>{inside}</iati-activity>'
    )


def stream(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text.encode() if isinstance(text, str) else text)
