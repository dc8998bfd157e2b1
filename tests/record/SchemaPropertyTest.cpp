#include "tests/record/SchemaOracle.h"

#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::test;

namespace {

/** Choices, from numbers that are made up and can be made fewer. */
class Tape
{
public:
    explicit Tape(std::vector<std::uint8_t> numbers)
        : m_numbers(std::move(numbers))
    {
    }
    [[nodiscard]] bool done() const { return m_at >= m_numbers.size(); }
    std::size_t choose(std::size_t count)
    {
        return done() || count == 0 ? 0 : m_numbers[m_at++] % count;
    }

private:
    std::vector<std::uint8_t> m_numbers;
    std::size_t m_at = 0;
};

} // namespace

/** Random changes of models keep every value that they promise to keep, and undoing them brings
 * back the rest: against tables in memory that know nothing of SQL. */
class SchemaPropertyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomChangesKeepTheData();
    void undoBringsTheRestBack();

private:
    /** One random change of @p schema. */
    void change(Tape &tape, Schema &schema);
    void changeField(Tape &tape, ModelDef &model);
    /** Writes some records of @p world, into the database and into memory. */
    void edit(Tape &tape, RecordFixture &fixture, World &world);
    static std::vector<ModelPtr> shared(const Schema &schema);
    /** Whether it was carried out: a unique index may refuse. */
    static bool apply(RecordFixture &fixture, const Schema &schema);
    static void compare(RecordFixture &fixture, const World &world);

    int m_names = 0;
};

std::vector<ModelPtr> SchemaPropertyTest::shared(const Schema &schema)
{
    std::vector<ModelPtr> models;
    for (const ModelDef &model : schema)
        models.push_back(share(model));
    return models;
}

void SchemaPropertyTest::change(Tape &tape, Schema &schema)
{
    const std::string name = "n" + std::to_string(++m_names);
    const std::size_t what = schema.empty() ? 0 : tape.choose(9);
    if (what == 0 && schema.size() < 3) {
        schema.push_back(model(name, {field("a" + name), field("b" + name, FieldType::Number)}));
        return;
    }
    ModelDef &changed = schema[tape.choose(schema.size())];
    if (what == 1)
        schema.erase(schema.begin() + (&changed - schema.data()));
    else if (what == 2)
        changed.name = name;
    else if (what == 3)
        changed.fields.push_back(anyField(name, changed.name, tape.choose(fieldShapes)));
    else if (what == 4)
        changed.indexes = {{changed.fields.front().name}};
    else
        changeField(tape, changed);
}

void SchemaPropertyTest::changeField(Tape &tape, ModelDef &model)
{
    const std::size_t at = tape.choose(model.fields.size());
    FieldDef &changed = model.fields[at];
    const std::string name = "n" + std::to_string(++m_names);
    switch (tape.choose(6)) {
    case 0:
        if (model.fields.size() > 1) {
            model.indexes.clear();
            model.fields.erase(model.fields.begin() + static_cast<std::ptrdiff_t>(at));
        }
        break;
    case 1:
        model.indexes.clear();
        changed.name = name;
        break;
    case 2:
        changed.unique = !changed.unique && !changed.list;
        break;
    case 3:
        changed.rules.maxLength = 3; // refuses nothing that is stored
        changed.comment = name;
        break;
    default: {
        FieldDef shaped = anyField(changed.name, model.name, tape.choose(fieldShapes));
        shaped.storageKey = changed.storageKey;
        shaped.comment = changed.comment;
        changed = shaped;
    }
    }
}

void SchemaPropertyTest::edit(Tape &tape, RecordFixture &fixture, World &world)
{
    if (world.schema.empty())
        return;
    const ModelDef &model = world.schema[tape.choose(world.schema.size())];
    Table &table = world.tables[model.storageKey];
    const std::size_t what = table.empty() ? 0 : tape.choose(4);
    auto row = table.begin();
    if (!table.empty())
        std::advance(row, static_cast<std::ptrdiff_t>(tape.choose(table.size())));
    const std::string quoted = quoteName(model.storageKey);
    fixture.write([&](Database &database) {
        if (what == 3) {
            must(database.exec("DELETE FROM " + quoted +
                               " WHERE id = " + std::to_string(row->first)));
            table.erase(row);
            return;
        }
        std::int64_t id = what == 0 ? 0 : row->first;
        if (what == 0) {
            id = raw(must(reserveIds(database, model.storageKey, 1)));
            must(database.exec("INSERT INTO " + quoted + " (id, created_at, updated_at) VALUES (" +
                               std::to_string(id) + ", 0, 0)"));
            table[id] = {};
        }
        for (const FieldDef &each : model.fields) {
            // Under a unique index only what nobody else has.
            const Value value = each.unique ? Value() : anyValue(each, tape.choose(8));
            if (each.unique || (what != 0 && tape.choose(2) == 0))
                continue;
            auto update = must(database.prepare(
                "UPDATE " + quoted + " SET " + quoteName(each.storageKey) + " = ?2 WHERE id = ?1"));
            const Value kept = toRaw(columnKind(each), value);
            update.bind(1, id).bindValue(2, kept);
            must(update.run());
            table[id][each.storageKey] = value;
        }
    });
}

bool SchemaPropertyTest::apply(RecordFixture &fixture, const Schema &schema)
{
    const std::vector<ModelPtr> models = shared(schema);
    const SchemaPlan plan =
        fixture.read([&](Database &database) { return must(planSchema(database, models)); });
    const auto applied = applySchema(fixture.store(), plan, models, fixture.folder() / "backups");
    const bool isRefused = !applied && applied.error().is(errc::nonUniqueData);
    RC_ASSERT(applied.ok() != isRefused);
    return applied.ok();
}

void SchemaPropertyTest::compare(RecordFixture &fixture, const World &world)
{
    const auto stored =
        fixture.read([](Database &database) { return must(storedModels(database)); });
    RC_ASSERT(stored.size() == world.schema.size());
    for (const ModelDef &model : world.schema) {
        const Table found = fixture.read([&](Database &database) {
            Table table;
            must(RecordReader(database, model).each({}, [&](const RecordRow &row) {
                auto &values = table[raw(row.id)];
                for (const FieldDef &each : model.fields) {
                    if (!row.fields.at(each.name).isNull())
                        values[each.storageKey] = row.fields.at(each.name);
                }
                return true;
            }));
            return table;
        });
        const auto wanted = world.tables.find(model.storageKey);
        const std::string have = toText(found);
        const std::string want =
            wanted == world.tables.end() ? std::string() : toText(wanted->second);
        RC_ASSERT(have == want);
    }
}

void SchemaPropertyTest::randomChangesKeepTheData()
{
    QVERIFY(rc::check("what a change does not take away stays", [this] {
        Tape tape(*rc::gen::resize(60, rc::gen::arbitrary<std::vector<std::uint8_t>>()));
        RecordFixture fixture;
        World world;
        do {
            Schema schema = world.schema;
            change(tape, schema);
            if (apply(fixture, schema))
                world = migrated(world, schema);
            compare(fixture, world);
            edit(tape, fixture, world);
            edit(tape, fixture, world);
        } while (!tape.done());
    }));
}

void SchemaPropertyTest::undoBringsTheRestBack()
{
    QVERIFY(rc::check("undo gives back what a change took, and keeps what came since", [this] {
        Tape tape(*rc::gen::resize(60, rc::gen::arbitrary<std::vector<std::uint8_t>>()));
        RecordFixture fixture;
        World world;
        std::vector<World> before;
        do {
            Schema schema = world.schema;
            change(tape, schema);
            const auto count = fixture.read(
                [](Database &database) { return must(schemaHistory(database)).size(); });
            if (apply(fixture, schema)) {
                const auto now = fixture.read(
                    [](Database &database) { return must(schemaHistory(database)).size(); });
                if (now > count)
                    before.push_back(world);
                world = migrated(world, schema);
            }
            edit(tape, fixture, world);
            edit(tape, fixture, world);
        } while (!tape.done() && before.size() < 6);
        while (!before.empty()) {
            const auto backups = fixture.folder() / "backups";
            const SchemaPlan plan =
                fixture.read([&](Database &database) { return must(planUndo(database, backups)); });
            const auto undone =
                undoSchema(fixture.store(), {.plan = plan, .wanted = {}, .backups = backups});
            if (!undone) { // values that came since stand in the way of a unique index
                RC_ASSERT(undone.error().is(errc::nonUniqueData));
                compare(fixture, world);
                return;
            }
            world = takenBack(world, before.back());
            before.pop_back();
            compare(fixture, world);
            edit(tape, fixture, world);
        }
    }));
}

QTEST_GUILESS_MAIN(SchemaPropertyTest)
#include "SchemaPropertyTest.moc"
