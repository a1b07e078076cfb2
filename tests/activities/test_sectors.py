"""What DAC sectors are called."""

from apps.activities.sectors import name_of, sectors


def test_every_sector_has_a_spanish_name_and_falls_back_to_its_category_and_to_english():
    assert [code for code, one in sectors().items() if not one.names["es"]] == []
    assert name_of("15210", "en") == "Security system management and reform"
    assert name_of("15210", "fr-fr") == "Gestion et réforme des systèmes de sécurité"
    assert name_of("15210", "es") == "Gestión y reforma de los sistemas de seguridad"
    assert name_of("15210", "ar") == name_of("15210", "en")
    assert name_of("31199", "en") == "Agriculture"
    assert name_of("99999999", "en") == "99999999"
