#include "core/base/Json.h"
#include "core/record/SystemTables.h"
#include "core/sync/SyncRun.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <algorithm>
#include <future>

using namespace syncline;
using namespace syncline::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *connectorFile = "fake.lua";

std::shared_ptr<ModelDef> sourced(std::string name, std::string document,
                                  std::vector<FieldDef> fields)
{
    auto def = model(std::move(name), std::move(fields));
    def->source.connection = "shop";
    def->source.document = std::move(document);
    return def;
}

FieldDef owned(FieldDef field)
{
    field.owner = "shop";
    return field;
}

/** customer ─< order ─< line. Customers sort before orders, and orders after lines. */
std::vector<std::shared_ptr<ModelDef>> shopModels(Dependent orders, bool required)
{
    FieldDef list = field("orders", FieldType::HasMany);
    list.storageKey.clear();
    list.relatedModel = "order";
    list.inverseField = "customer";
    list.dependent = orders;
    FieldDef customer = owned(field("customer", FieldType::BelongsTo));
    customer.relatedModel = "customer";
    customer.required = required;
    FieldDef lines = field("lines", FieldType::HasMany);
    lines.storageKey.clear();
    lines.relatedModel = "line";
    lines.inverseField = "order";
    lines.dependent = orders;
    FieldDef order = owned(field("order", FieldType::BelongsTo));
    order.relatedModel = "order";
    return {
        sourced("customer", "Customer", {owned(field("name", FieldType::String)), list}),
        sourced("line", "Line", {owned(field("sku", FieldType::String)), order}),
        sourced("order", "Order", {owned(field("number", FieldType::Number)), customer, lines})};
}

/** What a fake source says in one sync, in order. */
struct Said
{
    std::string document;
    std::string page{};                 ///< JSON; empty: deletions.
    std::vector<std::string> deleted{}; ///< Remote ids.
};

} // namespace

/** Relationships of synced records: references before their targets, and what a deletion at the
 * source does. */
class SyncRelationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_fixture.reset(); }
    void referencesJoinWhenTheTargetComes_data();
    void referencesJoinWhenTheTargetComes();
    void aTargetThatComesBackIsJoinedAgain_data();
    void aTargetThatComesBackIsJoinedAgain();
    void targetsMadeHereJoinAtOnce();
    void staleRecordsTakeTheirsAlong();
    void refusedRecordsStayAndAreReported();
    void theOrderOfModelsDoesNotMatter();
    void refusedOnesDoNotHoldUpTheOthers();
    void deletionsOfDeltaSyncsAreTriedAgain();

private:
    void open(Dependent orders, bool required = false)
    {
        m_fixture = std::make_unique<ActionFixture>(shopModels(orders, required));
        auto connection = std::make_shared<ConnectionDef>();
        connection->name = "shop";
        connection->kind = "fake";
        m_fixture->project.connections.push_back(connection);
        m_fixture->publish();
        m_services.actions = &m_fixture->services;
        m_services.connector = [this](const ConnectionDef &) -> Result<ConnectorInfo> {
            ConnectorInfo info;
            info.kind = "fake";
            info.file = connectorFile;
            info.deltaSync = m_isDelta;
            return info;
        };
        m_services.options = [](const ConnectionDef &,
                                const ConnectorInfo &) -> Result<ValueObject> {
            return ValueObject();
        };
        m_fixture->scripts.syncs[connectorFile] = [this](SyncScope &scope) -> Task<Result<void>> {
            for (const Said &said : m_said) {
                Result<void> done;
                if (said.page.empty()) {
                    std::vector<std::string> ids = said.deleted;
                    done = co_await scope.remove(said.document, std::move(ids));
                } else {
                    Result<json::Handle> page = json::Handle::parse(said.page);
                    done = co_await scope.insert(said.document, std::move(page).value());
                }
                if (!done)
                    co_return done;
            }
            co_return Result<void>();
        };
    }
    /** Gives the create actions of the models code of their own. */
    void runActions()
    {
        m_fixture->scripts.effects["own.lua"] = [](RunScope &, EffectCall) -> Task<Result<Value>> {
            co_return Value();
        };
        EffectDef effect;
        effect.file = "own.lua";
        for (const char *name : {"customer.create", "order.create", "line.create"})
            m_fixture->action(name)->run.effects.push_back(effect);
        m_fixture->publish();
    }
    RunInfo sync(std::vector<Said> said)
    {
        m_said = std::move(said);
        auto promise = std::make_shared<std::promise<RunInfo>>();
        std::future<RunInfo> done = promise->get_future();
        SyncRun::Callbacks callbacks;
        callbacks.done = [promise](const RunInfo &info) { promise->set_value(info); };
        SyncRequest request;
        request.connection = "shop";
        const auto run = SyncRun::create(m_services, request, {}, std::move(callbacks));
        if (!run)
            return {};
        run.value()->start();
        return done.get();
    }
    IngestCounts counts(const RunInfo &info, const std::string &modelName)
    {
        for (const ModelProgress &progress : info.models) {
            if (progress.model == modelName)
                return progress.counts;
        }
        return {};
    }
    std::string customerOf(std::int64_t order)
    {
        return m_fixture->stored("order", order, "customer").stringOr("none");
    }

    std::unique_ptr<ActionFixture> m_fixture;
    SyncServices m_services;
    std::vector<Said> m_said;
    bool m_isDelta = false;
};

void SyncRelationsTest::referencesJoinWhenTheTargetComes_data()
{
    QTest::addColumn<bool>("byActions");
    QTest::addColumn<bool>("required");
    QTest::addColumn<bool>("sameSync");
    for (const bool byActions : {false, true}) {
        for (const bool required : {false, true}) {
            for (const bool sameSync : {false, true})
                QTest::addRow("%s, %s, %s", byActions ? "actions" : "native",
                              required ? "required" : "optional",
                              sameSync ? "in one sync" : "in the next sync")
                    << byActions << required << sameSync;
        }
    }
}

void SyncRelationsTest::referencesJoinWhenTheTargetComes()
{
    QFETCH(const bool, byActions);
    QFETCH(const bool, required);
    QFETCH(const bool, sameSync);
    open(Dependent::Ignore, required);
    if (byActions)
        runActions();
    const Said orders{.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"},
                                                       {"id": 2, "number": 2, "customer": "c2"}])"};
    const Said customers{.document = "Customer", .page = R"([{"id": "c2", "name": "Bob"}])"};
    if (sameSync) {
        const RunInfo info = sync({orders, customers});
        QCOMPARE(info.state, RunState::Completed);
        QCOMPARE(counts(info, "order").created, 2);
    } else {
        const RunInfo info = sync({orders});
        QCOMPARE(counts(info, "order"), (IngestCounts{.created = 2}));
        QCOMPARE(customerOf(2), std::string("none"));
        QCOMPARE(counts(sync({orders, customers}), "customer").created, 1);
    }
    QCOMPARE(customerOf(2), std::string("1"));
    QCOMPARE(customerOf(1), std::string("none")); // it waits
    const Said all{.document = "Customer",
                   .page = R"([{"id": "c2", "name": "Bob"}, {"id": "c1", "name": "Ann"}])"};
    QCOMPARE(sync({all, orders}).state, RunState::Completed);
    QCOMPARE(customerOf(1), std::string("2"));
}

void SyncRelationsTest::aTargetThatComesBackIsJoinedAgain_data()
{
    QTest::addColumn<bool>("byActions");
    QTest::newRow("native") << false;
    QTest::newRow("actions") << true;
}

void SyncRelationsTest::aTargetThatComesBackIsJoinedAgain()
{
    QFETCH(const bool, byActions);
    open(Dependent::Ignore);
    if (byActions)
        runActions();
    const Said order{.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"}])"};
    const Said customer{.document = "Customer", .page = R"([{"id": "c1", "name": "Ann"}])"};
    const Said nobody{.document = "Customer", .page = R"([])"};
    sync({customer, order});
    QCOMPARE(customerOf(1), std::string("1"));
    QCOMPARE(counts(sync({nobody, order}), "customer").deleted, 1);
    QCOMPARE(customerOf(1), std::string("none")); // it waits again, and leads nowhere meanwhile
    sync({order, customer});
    // Under the id that it had, unless an action made it.
    QCOMPARE(customerOf(1), std::string(byActions ? "2" : "1"));
}

void SyncRelationsTest::targetsMadeHereJoinAtOnce()
{
    open(Dependent::Ignore);
    sync({{.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"},
                                            {"id": 2, "number": 2, "customer": "c2"}])"}});
    m_fixture->scripts.effects["make"] = [](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        ApiRequest request;
        request.model = "customer";
        request.operation = "create";
        request.internal = true;
        request.input = ValueObject{{"name", "Ann"}, {"remoteId", "c1"}};
        ApiRequest plain = request;
        plain.input = ValueObject{{"name", "Bob"}};
        Result<ScriptResult> made = co_await scope.api(std::move(request));
        if (made)
            made = co_await scope.api(std::move(plain));
        if (!made)
            co_return std::move(made).error();
        ApiRequest named;
        named.model = "customer";
        named.operation = "update";
        named.internal = true;
        named.id = "2";
        named.input = ValueObject{{"remoteId", "c2"}, {"connection", "shop"}};
        made = co_await scope.api(std::move(named));
        if (!made)
            co_return std::move(made).error();
        co_return Value();
    };
    const EvalAnswer answer = m_fixture->eval("make", EvalAccess::Write);
    QVERIFY2(answer.result.ok(), answer.result ? "" : answer.result.error().describe().c_str());
    QCOMPARE(customerOf(1), std::string("1"));
    QCOMPARE(customerOf(2), std::string("2"));
}

void SyncRelationsTest::staleRecordsTakeTheirsAlong()
{
    open(Dependent::Delete);
    const Said customers{.document = "Customer", .page = R"([{"id": "c1", "name": "Ann"},
                                                             {"id": "c2", "name": "Bob"}])"};
    const Said orders{.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"},
                                                       {"id": 2, "number": 2, "customer": "c2"}])"};
    const Said lines{.document = "Line", .page = R"([{"id": 1, "sku": "a", "order": 1},
                                                     {"id": 2, "sku": "b", "order": 2}])"};
    sync({customers, orders, lines});
    QCOMPARE(m_fixture->stored("line", 1, "order").stringOr(), std::string("1"));
    const RunInfo info =
        sync({{.document = "Customer", .page = R"([{"id": "c2", "name": "Bob"}])"},
              {.document = "Order", .page = R"([{"id": 2, "number": 2, "customer": "c2"}])"},
              {.document = "Line", .page = R"([{"id": 2, "sku": "b", "order": 2}])"}});
    QCOMPARE(info.state, RunState::Completed);
    QCOMPARE(counts(info, "customer").deleted, 1);
    QCOMPARE(counts(info, "order").failed, 0);
    for (const char *name : {"customer", "order", "line"})
        QCOMPARE(m_fixture->count(name), 1);
}

void SyncRelationsTest::refusedRecordsStayAndAreReported()
{
    open(Dependent::Refuse);
    const Said customer{.document = "Customer", .page = R"([{"id": "c1", "name": "Ann"}])"};
    const Said order{.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"}])"};
    const Said nobody{.document = "Customer", .page = "[]"};
    sync({customer, order});
    const RunInfo kept = sync({nobody, order});
    QCOMPARE(kept.state, RunState::CompletedWithErrors);
    QCOMPARE(counts(kept, "customer"), (IngestCounts{.failed = 1}));
    QCOMPARE(m_fixture->count("customer"), 1);
    QCOMPARE(customerOf(1), std::string("1"));
    const std::vector<std::string> texts = m_fixture->logTexts();
    QVERIFY(std::ranges::any_of(texts, [](const std::string &text) {
        return text.find("The source deleted a record that is kept here: The customer 1 cannot be "
                         "deleted, because 1 order belongs to it") != std::string::npos;
    }));
    // It is tried again with each full sync, and goes when nothing holds it.
    const RunInfo gone = sync({nobody, {.document = "Order", .page = "[]"}});
    QCOMPARE(gone.state, RunState::Completed);
    QCOMPARE(m_fixture->count("customer"), 0);
}

void SyncRelationsTest::theOrderOfModelsDoesNotMatter()
{
    open(Dependent::Refuse);
    sync({{.document = "Customer", .page = R"([{"id": "c1", "name": "Ann"}])"},
          {.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"}])"},
          {.document = "Line", .page = R"([{"id": 1, "sku": "a", "order": 1}])"}});
    const RunInfo info = sync({{.document = "Customer", .page = "[]"},
                               {.document = "Order", .page = "[]"},
                               {.document = "Line", .page = "[]"}});
    QCOMPARE(info.state, RunState::Completed);
    for (const char *name : {"customer", "order", "line"}) {
        QCOMPARE(m_fixture->count(name), 0);
        QCOMPARE(counts(info, name), (IngestCounts{.deleted = 1}));
    }
}

void SyncRelationsTest::refusedOnesDoNotHoldUpTheOthers()
{
    open(Dependent::Refuse);
    std::string customers;
    std::string orders;
    for (int i = 1; i <= 100; ++i)
        customers += (i == 1 ? "[" : ",") + std::string(R"({"id": "c)") + std::to_string(i) +
                     R"(", "name": "n"})";
    for (int i = 1; i <= 10; ++i)
        orders += (i == 1 ? "[" : ",") + std::string(R"({"id": )") + std::to_string(i) +
                  R"(, "number": 1, "customer": "c)" + std::to_string(i) + R"("})";
    sync({{.document = "Customer", .page = customers + "]"},
          {.document = "Order", .page = orders + "]"}});
    // 19 are gone at the source, of which 10 have orders.
    std::string left;
    for (int i = 20; i <= 100; ++i)
        left += (i == 20 ? "[" : ",") + std::string(R"({"id": "c)") + std::to_string(i) +
                R"(", "name": "n"})";
    const RunInfo info = sync({{.document = "Customer", .page = left + "]"},
                               {.document = "Order", .page = orders + "]"}});
    QCOMPARE(info.state, RunState::CompletedWithErrors);
    QCOMPARE(counts(info, "customer"), (IngestCounts{.unchanged = 81, .deleted = 9, .failed = 10}));
    QCOMPARE(m_fixture->count("customer"), 91);
}

void SyncRelationsTest::deletionsOfDeltaSyncsAreTriedAgain()
{
    m_isDelta = true;
    open(Dependent::Refuse);
    sync({{.document = "Customer", .page = R"([{"id": "c1", "name": "Ann"},
                                               {"id": "c2", "name": "Bob"}])"},
          {.document = "Order", .page = R"([{"id": 1, "number": 1, "customer": "c1"},
                                            {"id": 2, "number": 2, "customer": "c2"}])"}});
    const RunInfo info = sync({{.document = "Customer", .page = {}, .deleted = {"c1", "c2"}},
                               {.document = "Order", .page = {}, .deleted = {"1"}}});
    QCOMPARE(info.mode, std::string("delta"));
    QCOMPARE(counts(info, "customer"), (IngestCounts{.deleted = 1, .failed = 1}));
    QCOMPARE(m_fixture->count("order"), 1);
    QCOMPARE(m_fixture->stored("customer", 2, "name").stringOr(), std::string("Bob"));
    m_isDelta = false;
}

QTEST_GUILESS_MAIN(SyncRelationsTest)
#include "SyncRelationsTest.moc"
