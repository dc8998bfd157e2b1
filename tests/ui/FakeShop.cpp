#include "tests/ui/FakeShop.h"

#include "tests/support/FakeSchemas.h"
#include "tests/ui/FakeCode.h"
#include "tests/ui/FakeShopDoors.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::int64_t now = 1'714'557'600'000;
constexpr std::int64_t minute = 60'000;

FieldDef field(const char *name, FieldType type, const char *owner = "shop")
{
    FieldDef def;
    def.name = name;
    def.storageKey = std::string("f_") + name;
    def.type = type;
    def.owner = owner;
    return def;
}

FieldDef relation(const char *name, FieldType type, const char *model, const char *inverse = "")
{
    FieldDef def = field(name, type);
    def.relatedModel = model;
    def.inverseField = inverse;
    return def;
}

std::shared_ptr<ModelDef> makeModel(const char *name, const char *document,
                                    std::vector<FieldDef> fields, const char *display)
{
    auto model = std::make_shared<ModelDef>();
    model->name = name;
    model->plural = std::string(name) + "s";
    model->storageKey = std::string("m_") + name;
    model->displayField = display;
    model->source.connection = "shop";
    model->source.document = document;
    model->fields = std::move(fields);
    return model;
}

std::vector<std::shared_ptr<const ModelDef>> makeModels()
{
    FieldDef title = field("title", FieldType::String);
    title.required = true;
    title.comment = "What customers see";
    FieldDef price = field("price", FieldType::Number);
    price.decimals = 2;
    FieldDef stock = field("inventory", FieldType::Number);
    stock.integer = true;
    FieldDef status = field("status", FieldType::Enum);
    status.options = {{"active", "Active", "#14733b"},
                      {"draft", "Draft", "#586174"},
                      {"archived", "Archived", "#b3261e"}};
    FieldDef tags = field("tags", FieldType::String);
    tags.list = true;
    FieldDef featured = field("featured", FieldType::Boolean, "");
    FieldDef total = field("total", FieldType::Number);
    total.decimals = 2;
    return {makeModel("customer", "Customer",
                      {field("name", FieldType::String), field("email", FieldType::Email),
                       field("city", FieldType::String), field("since", FieldType::Date),
                       relation("orders", FieldType::HasMany, "order", "customer")},
                      "name"),
            makeModel("order", "Order",
                      {field("number", FieldType::String), total, field("paid", FieldType::Boolean),
                       field("placedAt", FieldType::DateTime),
                       relation("customer", FieldType::BelongsTo, "customer"),
                       field("note", FieldType::String, "")},
                      "number"),
            makeModel("product", "Product",
                      {title, field("sku", FieldType::String), price, stock, status, featured, tags,
                       field("description", FieldType::String), field("color", FieldType::Color),
                       field("attributes", FieldType::Json)},
                      "title")};
}

std::shared_ptr<ActionDef> makeAction(const char *name, const char *model, ActionKind kind,
                                      bool isDefault)
{
    auto action = std::make_shared<ActionDef>();
    action->name = name;
    action->model = model;
    action->kind = kind;
    action->isDefault = isDefault;
    return action;
}

std::vector<std::shared_ptr<const ActionDef>> makeActions()
{
    std::vector<std::shared_ptr<const ActionDef>> actions;
    for (const char *model : {"customer", "order", "product"}) {
        actions.push_back(makeAction("create", model, ActionKind::Create, true));
        actions.push_back(makeAction("delete", model, ActionKind::Delete, true));
        actions.push_back(makeAction("update", model, ActionKind::Update, true));
    }
    actions.push_back(makeAction("flagLarge", "order", ActionKind::Custom, false));
    auto publish = makeAction("publish", "product", ActionKind::Custom, false);
    publish->comment = "Shows the product in the shop, once it has a price";
    publish->preconditions = {{{}, "models/product/publish/preconditions/has-price.lua", {}}};
    publish->run.effects = {{{}, "models/product/publish/check.lua", {}}, {"updateRecord", {}, {}}};
    publish->success.effects = {{{}, "models/product/publish/notify.lua", {}},
                                {{}, "models/product/publish/gone.lua", {}}};
    publish->triggers = {{"sync", Value(true)}};
    actions.push_back(publish);
    auto priced = makeAction("changePrice", "product", ActionKind::Custom, false);
    priced->params.set("percent", Value(ValueObject{{"type", "number"}}));
    actions.push_back(priced);
    actions.push_back(makeAction("recalculate", "", ActionKind::Global, false));
    actions.push_back(makeAction("sendReport", "", ActionKind::Global, false));
    return actions;
}

std::shared_ptr<ConnectionDef> makeConnection(const char *name, const char *kind,
                                              ValueObject options)
{
    auto connection = std::make_shared<ConnectionDef>();
    connection->name = name;
    connection->kind = kind;
    connection->options = std::move(options);
    return connection;
}

RecordRow product(std::int64_t i)
{
    static constexpr std::array names{"Enamel mug",   "Linen apron",  "Oak board",     "Copper pan",
                                      "Wool blanket", "Glass carafe", "Felt slippers", "Brass hook",
                                      "Paper lamp",   "Clay planter"};
    static constexpr std::array kinds{"small", "large", "blue", "natural", "set of two", "black"};
    static constexpr std::array states{"active", "active", "active", "draft", "archived"};
    static constexpr std::array colors{"#2f6f8f", "#b5651d", "#4d7c0f", "#7c3aed", "#b91c1c"};
    const auto at = [i](const auto &list, std::int64_t factor) {
        return list[static_cast<std::size_t>(i * factor) % list.size()];
    };
    RecordRow row;
    row.id = RecordId{i + 1};
    row.createdAt = DateTime{now - (i + 10) * 13 * minute};
    row.updatedAt = DateTime{now - i * 7 * minute};
    row.connection = "shop";
    row.remoteId = std::to_string(7'000'000 + i);
    row.fields = {{"title", std::string(at(names, 1)) + ", " + at(kinds, 7)},
                  {"sku", "SKU-" + std::to_string(10'000 + i)},
                  {"price", 4.5 + static_cast<double>(i * 37 % 900) / 10},
                  {"inventory", (i * 53) % 240},
                  {"status", at(states, 3)},
                  {"featured", i % 4 == 0 ? Value() : Value(i % 3 == 0)},
                  {"tags", ValueList{Value("kitchen"), Value(i % 2 == 0 ? "new" : "sale")}},
                  {"description",
                   i % 5 == 0
                       ? Value("Made by hand in a small workshop.\nDishwasher safe.\nFree returns.")
                       : Value("Made by hand in a small workshop.")},
                  {"color", at(colors, 1)},
                  {"attributes", ValueObject{{"material", Value("steel")},
                                             {"weight", Value(320 + i % 90)},
                                             {"sizes", Value(ValueList{Value(1), Value(2)})}}}};
    return row;
}

RecordRow customer(std::int64_t i)
{
    static constexpr std::array first{"Ada",  "Grace",    "Edsger", "Barbara",
                                      "Alan", "Margaret", "Donald", "Radia"};
    static constexpr std::array last{"Lindqvist", "Okafor", "Meyer", "Tanaka",
                                     "Rossi",     "Novak",  "Silva"};
    static constexpr std::array cities{"Lisbon", "Oslo", "Graz", "Lyon", "Gdansk"};
    RecordRow row;
    row.id = RecordId{i + 1};
    row.createdAt = DateTime{now - i * 90 * minute};
    row.updatedAt = DateTime{now - i * 30 * minute};
    row.connection = "shop";
    row.remoteId = std::to_string(900 + i);
    const std::string name = std::string(first[static_cast<std::size_t>(i) % first.size()]) + " " +
                             last[static_cast<std::size_t>(i * 3) % last.size()];
    row.fields = {{"name", name},
                  {"email", "person" + std::to_string(i) + "@example.org"},
                  {"city", cities[static_cast<std::size_t>(i) % cities.size()]},
                  {"since", Date{static_cast<std::int32_t>(19'000 + i)}}};
    return row;
}

RecordRow order(std::int64_t i)
{
    RecordRow row;
    row.id = RecordId{i + 1};
    row.createdAt = DateTime{now - i * 20 * minute};
    row.updatedAt = DateTime{now - i * 10 * minute};
    row.connection = "shop";
    row.remoteId = std::to_string(50'000 + i);
    row.fields = {{"number", "#" + std::to_string(1000 + i)},
                  {"total", 12.0 + static_cast<double>(i * 91 % 4000) / 10},
                  {"paid", i % 3 != 0},
                  {"placedAt", DateTime{now - i * 25 * minute}},
                  {"customer", std::to_string(i % 40 + 1)},
                  {"note", Value()}};
    return row;
}

ConnectorOption option(const char *name, const char *type, const char *label, const char *help,
                       const char *group)
{
    ConnectorOption made;
    made.name = name;
    made.type = type;
    made.label = label;
    made.help = help;
    made.group = group;
    return made;
}

ConnectorInfo connector(const char *kind, const char *title, const char *summary)
{
    ConnectorInfo info;
    info.kind = kind;
    info.title = title;
    info.summary = summary;
    info.file = std::string("syncline:connectors/") + kind + ".lua";
    info.hasTest = true;
    info.deltaSync = true;
    return info;
}

std::vector<ConnectorInfo> makeConnectors()
{
    ConnectorInfo shop = connector("sampleshop", "Sample shop",
                                   "The built-in shop server: products, customers, orders.");
    shop.options = {
        option("url", "string", "Address",
               "Where the shop's API is. The built-in server tells its own when it starts.",
               "Server"),
        option("token", "string", "API token",
               "Made in the shop under Settings → API. It is kept in the secret store.", "Server"),
        option("pageSize", "number", "Page size", "", "Reading"),
        option("order", "enum", "Order", "", "Reading"),
        option("images", "boolean", "Fetch images, too", "", "Reading"),
        option("skip", "list", "Leave out", "Ids of products that are not wanted.", "Reading")};
    shop.options[0].placeholder = "http://127.0.0.1:8080";
    shop.options[1].secret = true;
    shop.options[2].defaultValue = Value(100);
    shop.options[2].min = 1;
    shop.options[2].max = 250;
    shop.options[3].values = {"newest first", "oldest first"};
    for (std::size_t i = 2; i < shop.options.size(); ++i)
        shop.options[i].optional = true;
    ConnectorInfo files = connector(
        "files", "Files", "JSON, NDJSON and CSV, a file or a whole folder, however large.");
    files.options = {option("path", "folder", "Folder", "A file's name becomes the model's.", ""),
                     option("file", "file", "Or one file", "", "")};
    files.options[1].optional = true;
    ConnectorInfo rest = connector("rest", "REST", "Any JSON API with pages, declared by options.");
    rest.options = {option("base", "string", "Base address", "", "Server"),
                    option("headers", "object", "Headers", "Sent with every request.", "Server")};
    rest.options[1].optional = true;
    return {shop, files, rest};
}

ModelProgress progress(const char *model, IngestCounts counts, std::int64_t expected, double rate,
                       const char *note = "")
{
    ModelProgress made;
    made.model = model;
    made.counts = counts;
    made.expected = expected;
    made.ratePerSecond = rate;
    made.note = note;
    return made;
}

RunInfo run(std::int64_t id, RunKind kind, RunState state, const char *subject,
            std::int64_t minutesAgo, std::int64_t tookMs)
{
    RunInfo made;
    made.id = RunId{id};
    made.kind = kind;
    made.state = state;
    made.subject = subject;
    made.started = DateTime{now - minutesAgo * minute};
    if (state != RunState::Running)
        made.finished = DateTime{made.started.ms + tookMs};
    made.trigger = {{"type", kind == RunKind::Sync ? "schedule" : "ui"}};
    return made;
}

std::vector<RunInfo> makeRuns()
{
    RunInfo failed = run(41, RunKind::Sync, RunState::Errored, "warehouse", 12, 3200);
    failed.error =
        Error("SYNC_HTTP_STATUS", "The server answered %1 to %2; check the address and the token.",
              {"401", "GET https://warehouse.example/api/items?page=1"});
    failed.mode = "delta";
    RunInfo sync = run(42, RunKind::Sync, RunState::CompletedWithErrors, "shop", 8, 41'000);
    sync.mode = "delta";
    sync.models = {progress("product", {12, 240, 12'100, 3, 4}, 12'402, 0),
                   progress("customer", {3, 1, 836, 0, 0}, 840, 0),
                   progress("order", {85, 31, 5'300, 0, 0}, 5'416, 0)};
    RunInfo action = run(43, RunKind::Action, RunState::Completed, "order.flagLarge", 5, 14);
    action.record = "12";
    RunInfo broken = run(44, RunKind::Action, RunState::Errored, "product.publish", 3, 6);
    broken.record = "7";
    broken.error = Error("GGT_UNKNOWN", "attempt to index a nil value (field 'price')")
                       .withPlace("models/product/publish/check.lua:12");
    std::vector<RunInfo> runs{broken, action, sync, failed};
    for (int i = 0; i < 26; ++i) {
        RunInfo older = run(40 - i,
                            i % 3 == 0   ? RunKind::Sync
                            : i % 3 == 1 ? RunKind::Action
                                         : RunKind::Edit,
                            i % 11 == 5 ? RunState::Cancelled : RunState::Completed,
                            i % 3 == 0   ? "shop"
                            : i % 3 == 1 ? "order.flagLarge"
                                         : "product.update",
                            60 + i * 47, 900 + i * 1311);
        if (i % 3 == 0) {
            older.mode = i % 6 == 0 ? "full" : "delta";
            older.models = {progress("product", {i, 3 * i, 12'300, 0, 0}, 12'400, 0)};
        }
        runs.push_back(older);
    }
    return runs;
}

void fillLogs(FakeEngine &engine)
{
    static constexpr std::array texts{
        "page 12 of 63: 200 products",           "order flagged as large",
        "price is above the limit of its group", "shop answered 429; waiting 2 s",
        "GET /orders?page=3 took 812 ms",        "cannot store document 7000017: title is missing"};
    static constexpr std::array levels{LogLevel::Info, LogLevel::Info,  LogLevel::Warn,
                                       LogLevel::Warn, LogLevel::Debug, LogLevel::Error};
    for (std::int64_t i = 0; i < 120; ++i) {
        LogEntry entry;
        entry.id = i + 1;
        entry.time = DateTime{now - (120 - i) * 4'137};
        const auto kind = static_cast<std::size_t>(i * 7 % 6);
        entry.level = levels[kind];
        entry.text = texts[kind];
        entry.source = kind == 1 || kind == 2 ? "user" : "shop";
        entry.run = RunId{kind == 1 ? 43 : 42};
        if (kind == 2)
            entry.fields = {{"product", Value("7")}, {"price", Value(98.5)}};
        engine.logList.push_back(std::move(entry));
    }
}

/** The engine with what stands behind its doors. */
struct Shop
{
    FakeEngine engine;
    FakeSchemas schemas;
};

std::shared_ptr<FakeEngine> makeBareShop()
{
    auto shop = std::make_shared<Shop>();
    shop->engine.schemasDoor = &shop->schemas;
    shop->schemas.applied = [shop = shop.get()](const ModelChange &change) {
        carryOut(shop->engine, change);
    };
    const std::shared_ptr<FakeEngine> engine(shop, &shop->engine);
    ProjectDef def;
    def.name = "Sample shop";
    def.models = makeModels();
    def.actions = makeActions();
    def.connections = {
        makeConnection("shop", "sampleshop", {{"url", "http://127.0.0.1:8080"}, {"pageSize", 200}}),
        makeConnection("warehouse", "rest", {{"base", "https://warehouse.example/api"}}),
        makeConnection("suppliers", "files", {{"path", "data/suppliers"}})};
    def.scripts = {{"lib/pad.lua", "1"},
                   {"lib/text/slug.lua", "2"},
                   {"models/order/flagLarge/flag-large.lua", "3"},
                   {"models/product/publish/check.lua", "4"},
                   {"models/product/publish/notify.lua", "6"},
                   {"models/product/publish/preconditions/has-price.lua", "7"},
                   {"actions/sendReport/send.lua", "5"}};
    engine->connectorList = makeConnectors();
    engine->secretNames["shop"] = {"token"};
    addFakeCode(*engine);
    engine->setProject(std::move(def));
    return engine;
}

} // namespace

RunInfo runningSync()
{
    RunInfo made = run(45, RunKind::Sync, RunState::Running, "shop", 0, 0);
    made.started = DateTime{now - 17'000};
    made.mode = "full";
    made.note = "page 31 of 63";
    made.models = {progress("product", {6'120, 40, 0, 0, 2}, 12'402, 1840.0),
                   progress("customer", {0, 0, 840, 0, 0}, 840, 0.0, "done"),
                   progress("order", {120, 0, 0, 0, 0}, -1, 310.0, "waiting for the rate limit")};
    return made;
}

std::shared_ptr<FakeEngine> makeEmptyShop()
{
    return makeBareShop();
}

std::shared_ptr<FakeEngine> makeFakeShop()
{
    auto engine = makeBareShop();
    for (std::int64_t i = 0; i < 1240; ++i)
        engine->tables["product"].rows.push_back(product(i));
    for (std::int64_t i = 0; i < 84; ++i)
        engine->tables["customer"].rows.push_back(customer(i));
    for (std::int64_t i = 0; i < 541; ++i)
        engine->tables["order"].rows.push_back(order(i));
    engine->runList = makeRuns();
    fillLogs(*engine);
    engine->failed[42] = {
        {"product", {"7000017", "title is missing", R"({"id": 7000017, "title": null})"}},
        {"product", {"7000018", "title is missing", R"({"id": 7000018})"}},
        {"product",
         {"7000044", "price must be a number, but is \"n/a\"",
          R"({"id": 7000044, "price": "n/a"})"}},
        {"product", {"", "the id is missing", "{}"}}};
    fillHistories(*engine, DateTime{now});
    engine->problems = {{Problem::Severity::Error, "lua_syntax", "'=' expected near 'retrun'",
                         "models/product/publish/check.lua", 12, 5},
                        {Problem::Severity::Warning, "unused_option",
                         "The option \"retries\" is not known to the connector files.",
                         "connections/suppliers/connection.json", 4, 3}};
    engine->proposal.changes = {{"product", "", "3 changes"},
                                {"product", "vendor", "new field (string)"},
                                {"product", "weight", "new field (number)"},
                                {"product", "inventory", "number → integer"},
                                {"refund", "", "new model (7 fields)"}};
    fillLookups(*engine);
    engine->setProject(engine->def);
    return engine;
}

void makeVirtual(FakeEngine &engine, std::int64_t rows)
{
    engine.tables["product"].virtualRows = rows;
    engine.tables["product"].make = product;
}

} // namespace syncline
