from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, tag: str, name: str) -> list[dict[str, str]]:
    """The attributes, but for the class, of all elements of a tag with a class. Raises if it is no XML."""
    found = []
    for element in ElementTree.fromstring(svg).iter(SVG + tag):  # noqa: S314 - our own output
        attributes = dict(element.attrib)
        if name in attributes.pop("class", "").split():
            found.append(attributes)
    return found


def _of_child(element: ElementTree.Element) -> str:
    return element.text or "" if element.tag == SVG + "tspan" else ""


def texts(svg: str) -> list[str]:
    """What is written on the figure, in order; hints left out."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    return [
        (element.text or "") + "".join(_of_child(child) + (child.tail or "") for child in element)
        for element in root.iter(SVG + "text")
    ]
