#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/transfer/MapFile.h"

#include <QTest>

using namespace syncline;

class MapFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canonicalTextStays();
    void columnsAlone();
    void wrongMaps_data();
    void wrongMaps();
    void names_data();
    void names();
};

void MapFileTest::canonicalTextStays()
{
    const std::string text = R"({
  "model": "product",
  "on": "sku",
  "mode": "update",
  "source": {
    "format": "csv",
    "encoding": "windows-1252",
    "delimiter": ";",
    "header": true,
    "decimalComma": true,
    "dates": "day-first",
    "keepEmpty": true
  },
  "columns": {
    "Preis": "price",
    "Kunde": {
      "field": "customer",
      "match": "email"
    },
    "Notiz": null
  },
  "later": [
    1
  ]
}
)";
    const Result<ImportMap> map = parseImportMap(json::parse(text).value());
    QVERIFY2(map.ok(), map ? "" : map.error().message().c_str());
    QCOMPARE(map->on, std::string("sku"));
    QVERIFY(map->mode == ImportMode::Update);
    QCOMPARE(map->columns.size(), 3U);
    QVERIFY(map->source.encoding == TextEncoding::Windows1252);
    QVERIFY(map->source.empty == EmptyCells::Keep);
    QCOMPARE(importMapText(*map), text);
}

void MapFileTest::columnsAlone()
{
    const auto map = parseImportMap(json::parse(R"({"Price":"price","model":"type"})").value());
    QVERIFY(map.ok());
    QCOMPARE(map->columns.size(), 2U);
    QCOMPARE(map->columns[1].column, std::string("model")); // a column of that name
    QVERIFY(map->model.empty());
}

void MapFileTest::wrongMaps_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << std::string(text) << std::string(expected);
    };
    row("a list", "[]", "An import map is a JSON object.");
    row("a number for a column", R"({"a":5})",
        "In the import map \"columns.a\" must be a field's name, null, or");
    row("an unknown format", R"({"columns":{},"source":{"format":"xls"}})", "\"source.format\"");
    row("two delimiters", R"({"columns":{},"source":{"delimiter":"::"}})", "one character");
    row("a text for a flag", R"({"columns":{},"source":{"header":"yes"}})", "true or false");
    row("an unknown mode", R"({"columns":{},"mode":"merge"})", "create, update or upsert");
}

void MapFileTest::wrongMaps()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    const auto map = parseImportMap(json::parse(text).value());
    QVERIFY(!map.ok());
    QVERIFY2(map.error().message().find(expected) != std::string::npos,
             map.error().message().c_str());
}

void MapFileTest::names_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<bool>("isFit");
    QTest::newRow("a word") << std::string("prices") << true;
    QTest::newRow("words") << std::string("Prices of 2024") << true;
    QTest::newRow("nothing") << std::string() << false;
    QTest::newRow("a way out") << std::string("../syncline") << false;
    QTest::newRow("hidden") << std::string(".hidden") << false;
    QTest::newRow("a line end") << std::string("a\nb") << false;
}

void MapFileTest::names()
{
    QFETCH(const std::string, name);
    QFETCH(const bool, isFit);
    QCOMPARE(importMapPath(name).ok(), isFit);
}

QTEST_GUILESS_MAIN(MapFileTest)
#include "MapFileTest.moc"
