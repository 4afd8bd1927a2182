"""What looks like news of towns changing hands and is not: sport, elections, crime, weather."""

import pytest
from reading_kit import said

SENTENCES = (
    "Manchester United captured the title at Old Trafford on Sunday.",
    "Macron won Paris but lost Marseille in the first round.",
    "The president left Moscow on Tuesday for talks in Astana.",
    "The delegation withdrew from Geneva on Friday.",
    "Police raided a flat in Brussels and seized two rifles.",
    "Israeli forces raided Jenin on Tuesday and arrested six men.",
    "Rain fell in Nairobi on Monday.",
    "Shares fell in Tokyo and London.",
    "The army general who captured Benghazi's imagination was buried on Friday.",
    "Protesters occupied Tahrir Square on Friday.",
    "Thousands of protesters took over central Khartoum on Sunday.",
    "The hurricane battered Havana and left Matanzas without power.",
    "Soldiers held a parade in Pyongyang.",
    "The rebels hold elections in Donetsk on Sunday.",
    "Government forces control access to Douma.",
    "IS held 12 hostages in Qaryatain.",
    "Army engineers cleared mines from roads near Palmyra.",
    "The government controls prices in Damascus.",
    "US forces captured Abu Anas al-Libi in Tripoli on Saturday.",
    "Kenyan police captured al-Shabaab suspects in Garissa.",
    "Ethiopia won control of the match in Bahir Dar.",
    "The party lost Bavaria after 60 years.",
    "Forces loyal to Haftar lost a helicopter near Derna.",
    "The United Nations pulled its staff out of Kunduz.",
    "Aid workers entered Madaya on Monday with food.",
    "A UN convoy entered Eastern Ghouta.",
    "Journalists were taken to Palmyra by the army.",
    "The bodies were taken to Homs by government forces.",
    "The army dropped leaflets over Mosul.",
    "Rebels fired rockets into Aleppo, killing five.",
    "Fighters entered the stadium in Misrata to cheers.",
    "Residents raised the flag over Benghazi to mark the anniversary.",
    "Troops stood guard in Kinshasa.",
    "She left Sarajevo when it was besieged in 1993.",
    "Opposition leader Ali captured Zanzibar's vote.",
    "The film won Cannes.",
    "The governor of Kandahar left office on Monday.",
    "Chinese troops entered Vietnam in 1979.",
    "Russian soldiers who were captured near Kursk were exchanged on Monday.",
    "Ukraine lost Zaluzhny, its most popular general.",
    "Syria lost Assad in December.",
    "The Taliban captured Massoud's son in Panjshir, a rumour said.",
    "The government lost Justice Minister Karim Khan in a crash.",
    "Iraqi forces lost 12 men in Fallujah on Monday.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_nothing_is_proposed(sentence):
    actors = [
        ("is", ("IS", "Islamic State")),
        ("syria", ("Syrian army", "government forces", "Syria")),
        ("rebels", ("rebels", "Haftar")),
        ("taliban", ("Taliban",)),
        ("iraq", ("Iraqi forces",)),
    ]
    assert said(sentence, actors=actors, least=0.5) == []
