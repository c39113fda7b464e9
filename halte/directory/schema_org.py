"""Facts of a space for search engines, in schema.org's words."""


def space_json_ld(site) -> dict:
    return {"@context": "https://schema.org", "@type": "Place", "name": site.space.name_fr}
