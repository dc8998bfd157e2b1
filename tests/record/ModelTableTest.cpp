#include "tests/record/RecordFixture.h"

#include "core/record/ModelCodec.h"
#include "core/record/ModelTable.h"

using namespace syncline;
using namespace syncline::test;

/** The SQL shape of a model. */
class ModelTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columns_data();
    void columns();
    void theTableRefusesWhatNoFieldCanHold_data();
    void theTableRefusesWhatNoFieldCanHold();
    void indexes();
    void hasManyHasNoColumn();
    void definitionsSurviveTheDatabase();
};

void ModelTableTest::columns_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("list");
    QTest::addColumn<QString>("sql");
    const auto row = [](const char *title, FieldType type, bool list, const char *sql) {
        QTest::newRow(title) << static_cast<int>(type) << list << QString::fromUtf8(sql);
    };
    row("text", FieldType::String, false, R"("f_x" TEXT)");
    row("number", FieldType::Number, false,
        R"("f_x" ANY CHECK (typeof("f_x") NOT IN ('text', 'blob')))");
    row("boolean", FieldType::Boolean, false, R"("f_x" INTEGER CHECK ("f_x" IN (0, 1)))");
    row("date", FieldType::Date, false, R"("f_x" INTEGER)");
    row("json", FieldType::Json, false, R"("f_x" TEXT)");
    row("list of numbers", FieldType::Number, true, R"("f_x" TEXT)");
    row("reference", FieldType::BelongsTo, false, R"("f_x" INTEGER, "f_x__remote" TEXT)");
    row("list of references", FieldType::BelongsTo, true, R"("f_x" TEXT)");
}

void ModelTableTest::columns()
{
    QFETCH(const int, type);
    QFETCH(const bool, list);
    QFETCH(const QString, sql);
    FieldDef x = field("x", static_cast<FieldType>(type));
    x.list = list;
    const ModelDef widget = model("widget", {x});
    const std::string create = ModelTable(widget).createSql();
    QVERIFY2(create.ends_with(", " + sql.toStdString() + ") STRICT"), create.c_str());
}

void ModelTableTest::theTableRefusesWhatNoFieldCanHold_data()
{
    QTest::addColumn<QString>("column");
    QTest::addColumn<QString>("value");
    QTest::newRow("text in a number") << QStringLiteral("f_n") << QStringLiteral("'1'");
    QTest::newRow("a blob in a number") << QStringLiteral("f_n") << QStringLiteral("x'00'");
    QTest::newRow("two in a boolean") << QStringLiteral("f_b") << QStringLiteral("2");
    QTest::newRow("a blob in a text") << QStringLiteral("f_t") << QStringLiteral("x'00'");
    QTest::newRow("text in a date") << QStringLiteral("f_d") << QStringLiteral("'2024-01-01'");
}

void ModelTableTest::theTableRefusesWhatNoFieldCanHold()
{
    QFETCH(const QString, column);
    QFETCH(const QString, value);
    const ModelDef widget =
        model("widget", {field("n", FieldType::Number), field("b", FieldType::Boolean), field("t"),
                         field("d", FieldType::Date)});
    auto database = must(Database::open({}, Database::Mode::Memory));
    must(database->exec(ModelTable(widget).createSql()));
    const auto inserted =
        database->exec("INSERT INTO m_widget (created_at, updated_at, " + column.toStdString() +
                       ") VALUES (1, 1, " + value.toStdString() + ")");
    QVERIFY(!inserted);
}

void ModelTableTest::indexes()
{
    FieldDef sku = field("sku");
    sku.unique = true;
    ModelDef widget =
        model("widget", {sku, reference("maker", "maker"), field("price", FieldType::Number)});
    widget.indexes = {{"price", "createdAt"}, {"gone"}};
    auto database = must(Database::open({}, Database::Mode::Memory));
    must(database->exec(ModelTable(widget).createSql()));
    std::vector<std::string> names;
    for (const IndexSpec &index : ModelTable(widget).indexes()) {
        must(database->exec(index.sql));
        names.push_back(index.name);
    }
    const std::vector<std::string> wanted{"m_widget.remote", "m_widget.f_sku.unique",
                                          "m_widget.f_maker.ref", "m_widget.f_maker.open",
                                          "m_widget.by.f_price.created_at"};
    QCOMPARE(names, wanted);
}

void ModelTableTest::hasManyHasNoColumn()
{
    FieldDef widgets = field("widgets", FieldType::HasMany);
    widgets.storageKey.clear();
    const ModelDef maker = model("maker", {widgets});
    QVERIFY(ModelTable(maker).columns().empty());
    QVERIFY(ModelTable(maker).find("widgets") == nullptr);
}

void ModelTableTest::definitionsSurviveTheDatabase()
{
    FieldDef data = field("data", FieldType::Object);
    data.fields = {field("inner", FieldType::DateTime)};
    data.defaultValue = ValueObject{{"inner", "2024-01-01T00:00:00Z"}};
    data.extra = {{"later", 1}};
    data.validations = {"a.lua"};
    FieldDef color = field("color", FieldType::Enum);
    color.options = {{.value = "red", .label = "Red", .color = "#ff0000"}};
    color.allowUnlisted = color.required = color.unique = true;
    color.from = "attributes.color";
    color.owner = "shop";
    ModelDef widget = model("widget", {data, color, reference("maker", "maker")});
    widget.source = {.connection = "shop",
                     .document = "Widget",
                     .cacheField = "at",
                     .idFromRemote = true,
                     .localized = true};
    widget.indexes = {{"color", "id"}};
    widget.comment = "c";
    widget.displayField = "color";
    widget.validations = {"w.lua"};
    widget.extra = {{"x", ValueList{1}}};
    const Value stored = must(json::parse(json::write(modelToValue(widget))));
    QVERIFY(modelFromValue(stored) == widget);
}

QTEST_GUILESS_MAIN(ModelTableTest)
#include "ModelTableTest.moc"
