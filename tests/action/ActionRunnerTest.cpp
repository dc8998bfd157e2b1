#include "tests/support/ActionFixture.h"

#include <QTest>

#include <algorithm>
#include <future>
#include <thread>

using namespace syncline;
using namespace syncline::test;

namespace {

EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

std::vector<std::shared_ptr<ModelDef>> widgetModels()
{
    FieldDef name = field("name", FieldType::String);
    name.required = true;
    FieldDef stock = field("stock", FieldType::Number);
    stock.integer = true;
    stock.defaultValue = 3;
    return {model("widget", {name, stock}), model("audit", {field("text", FieldType::String)})};
}

ActionCall create(const std::string &name)
{
    ActionCall call;
    call.action = "widget.create";
    call.params = {{"widget", ValueObject{{"name", name}}}};
    return call;
}

ActionCall update(std::int64_t id, ValueObject fields)
{
    ActionCall call;
    call.action = "widget.update";
    call.id = std::to_string(id);
    call.params = std::move(fields);
    return call;
}

Task<Result<Value>> createAudit(RunScope &scope, std::string text)
{
    ApiRequest request;
    request.model = "audit";
    request.operation = "create";
    request.input = ValueObject{{"text", std::move(text)}};
    Result<ScriptResult> made = co_await scope.api(std::move(request));
    if (!made)
        co_return std::move(made).error();
    co_return Value();
}

std::string code(const ActionOutcome &outcome)
{
    return outcome.errors.empty() ? std::string() : outcome.errors.front().code;
}

} // namespace

class ActionRunnerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createStoresTheRecordWithDefaults();
    void updateWritesOnlyWhatChanged();
    void deleteRemovesTheRecord();
    void wrongCallsSayWhatIsWrong_data();
    void wrongCallsSayWhatIsWrong();
    void preconditionsStopTheAction();
    void preconditionsCanBeAskedAlone();
    void aFailingEffectRollsEverythingBack();
    void successEffectsSeeTheCommittedRecord();
    void aFailingSuccessEffectKeepsTheData();
    void failureEffectsGetTheError();
    void nestedSuccessEffectsFollowTheRootsCommit();
    void anActionThatCallsItselfIsStopped();
    void waitingInsideASharedBatchStartsAgainAlone();
    void unsavedChangesAreWarnedAbout();
    void validationErrorsAreCollected();
    void evalMayOnlyReadUnlessAllowed();
    void manyActionsAtOnceAllCommit();
};

void ActionRunnerTest::createStoresTheRecordWithDefaults()
{
    ActionFixture fixture(widgetModels());
    const ActionOutcome outcome = fixture.run(create("lamp"));
    QVERIFY2(outcome.success,
             outcome.errors.empty() ? "" : outcome.errors.front().describe().c_str());
    QCOMPARE(fixture.stored("widget", raw(outcome.record->id), "name").stringOr(),
             std::string("lamp"));
    QCOMPARE(fixture.stored("widget", raw(outcome.record->id), "stock").intOr(), 3);
    const std::vector<RunInfo> runs = fixture.runs();
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs.front().state, RunState::Completed);
    QCOMPARE(runs.front().record, toText(outcome.record->id));
    QCOMPARE(runs.front().id, outcome.run);
}

void ActionRunnerTest::updateWritesOnlyWhatChanged()
{
    ActionFixture fixture(widgetModels());
    const std::int64_t id = raw(fixture.run(create("lamp")).record->id);
    QVERIFY(fixture.run(update(id, {{"stock", 0}})).success); // flat fields
    QCOMPARE(fixture.stored("widget", id, "stock").intOr(-1), 0);
    QCOMPARE(fixture.stored("widget", id, "name").stringOr(), std::string("lamp"));
    QCOMPARE(fixture.commits.size(), 2U);
    QVERIFY(fixture.run(update(id, {{"stock", 0}})).success);
    QCOMPARE(fixture.commits.size(), 2U); // nothing changed, nobody is told
}

void ActionRunnerTest::deleteRemovesTheRecord()
{
    ActionFixture fixture(widgetModels());
    const std::int64_t id = raw(fixture.run(create("lamp")).record->id);
    ActionCall call;
    call.action = "widget.delete";
    call.id = std::to_string(id);
    const ActionOutcome outcome = fixture.run(call);
    QVERIFY(outcome.success);
    QVERIFY(!outcome.record);
    QCOMPARE(fixture.count("widget"), 0);
    QCOMPARE(code(fixture.run(call)), std::string(errc::recordNotFound));
}

void ActionRunnerTest::wrongCallsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("expectedCode");
    QTest::addColumn<QString>("expectedText");
    QTest::newRow("an action that does not exist") << "widget.paint"
                                                   << ""
                                                   << ""
                                                   << "SYNC_NOT_FOUND"
                                                   << "widget.paint";
    QTest::newRow("a record that does not exist") << "widget.update"
                                                  << "77"
                                                  << ""
                                                  << "GGT_RECORD_NOT_FOUND"
                                                  << "77";
    QTest::newRow("an id that is no number") << "widget.update"
                                             << "x"
                                             << ""
                                             << "GGT_INVALID_ACTION_INPUT"
                                             << "\"x\"";
    QTest::newRow("a parameter that does not exist") << "widget.create"
                                                     << ""
                                                     << "colour"
                                                     << "GGT_INVALID_ACTION_INPUT"
                                                     << "colour";
    QTest::newRow("a required field that is missing") << "widget.create"
                                                      << ""
                                                      << ""
                                                      << "GGT_INVALID_RECORD"
                                                      << "name";
}

void ActionRunnerTest::wrongCallsSayWhatIsWrong()
{
    QFETCH(const QString, action);
    QFETCH(const QString, id);
    QFETCH(const QString, param);
    QFETCH(const QString, expectedCode);
    QFETCH(const QString, expectedText);
    ActionFixture fixture(widgetModels());
    ActionCall call;
    call.action = action.toStdString();
    call.id = id.toStdString();
    if (!param.isEmpty())
        call.params.set(param.toStdString(), "red");
    const ActionOutcome outcome = fixture.run(call);
    QVERIFY(!outcome.success);
    QCOMPARE(QString::fromStdString(code(outcome)), expectedCode);
    const QString message = QString::fromStdString(outcome.errors.front().message());
    QVERIFY2(message.contains(expectedText), qPrintable(message));
    const std::vector<RunInfo> runs = fixture.runs();
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs.front().state, RunState::Errored);
    QCOMPARE(QString::fromStdString(runs.front().error->code), expectedCode);
}

void ActionRunnerTest::preconditionsStopTheAction()
{
    ActionFixture fixture(widgetModels());
    fixture.scripts.effects["pre.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        const Result<Value> stock = call.record->get("stock");
        co_return Value(stock->intOr() > 5);
    };
    fixture.action("widget.create")->preconditions = {file("pre.lua")};
    fixture.publish();
    QCOMPARE(code(fixture.run(create("lamp"))), std::string(errc::preconditionFailed));
    QCOMPARE(fixture.count("widget"), 0);
}

void ActionRunnerTest::preconditionsCanBeAskedAlone()
{
    ActionFixture fixture(widgetModels());
    const std::int64_t id = raw(fixture.run(create("lamp")).record->id);
    fixture.scripts.effects["pre.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        const Result<Value> stock = call.record->get("stock");
        co_return Value(stock->intOr() > 2);
    };
    fixture.action("widget.update")->preconditions = {file("pre.lua")};
    fixture.publish();
    QVERIFY(fixture.can(update(id, {})).success);
    QVERIFY(fixture.run(update(id, {{"stock", 1}})).success);
    QVERIFY(!fixture.can(update(id, {})).success);
    QCOMPARE(fixture.stored("widget", id, "stock").intOr(), 1);
}

void ActionRunnerTest::aFailingEffectRollsEverythingBack()
{
    ActionFixture fixture(widgetModels());
    fixture.scripts.effects["fail.lua"] = [](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        Result<Value> made = co_await createAudit(scope, "from a failing effect");
        if (!made)
            co_return made;
        co_return Error(errc::scriptError, "fail.lua:3: on purpose");
    };
    fixture.action("widget.create")->run.effects.push_back(file("fail.lua"));
    fixture.publish();
    const ActionOutcome outcome = fixture.run(create("lamp"));
    QCOMPARE(code(outcome), std::string(errc::scriptError));
    QCOMPARE(fixture.count("widget"), 0);
    QCOMPARE(fixture.count("audit"), 0);
    QVERIFY(fixture.commits.empty());
    QVERIFY(std::ranges::any_of(fixture.logTexts(), [](const std::string &text) {
        return text.find("on purpose") != std::string::npos;
    }));
}

void ActionRunnerTest::successEffectsSeeTheCommittedRecord()
{
    ActionFixture fixture(widgetModels());
    std::int64_t rowsSeen = -1;
    bool nameChanged = false;
    fixture.scripts.effects["after.lua"] = [&](RunScope &, EffectCall call) -> Task<Result<Value>> {
        rowsSeen = fixture.count("widget"); // another connection: only what is durable
        nameChanged = call.record->changed("name", ScriptRecord::Since::Loaded);
        co_return Value();
    };
    fixture.action("widget.create")->success.effects = {file("after.lua")};
    fixture.publish();
    QVERIFY(fixture.run(create("lamp")).success);
    QCOMPARE(rowsSeen, 1);
    QVERIFY(nameChanged);
}

void ActionRunnerTest::aFailingSuccessEffectKeepsTheData()
{
    ActionFixture fixture(widgetModels());
    fixture.scripts.effects["after.lua"] = [](RunScope &, EffectCall) -> Task<Result<Value>> {
        co_return Error(errc::scriptError, "after.lua:1: no");
    };
    fixture.action("widget.create")->success.effects = {file("after.lua"), file("never.lua")};
    fixture.publish();
    const ActionOutcome outcome = fixture.run(create("lamp"));
    QVERIFY(!outcome.success);
    QVERIFY(outcome.record);
    QCOMPARE(outcome.errors.size(), 1U);
    QCOMPARE(fixture.count("widget"), 1);
    QCOMPARE(fixture.runs().front().state, RunState::CompletedWithErrors);
}

void ActionRunnerTest::failureEffectsGetTheError()
{
    ActionFixture fixture(widgetModels());
    fixture.scripts.effects["fail.lua"] = [](RunScope &scope,
                                             EffectCall call) -> Task<Result<Value>> {
        std::string text = call.error["code"].stringOr() + " in " + call.phase;
        Result<Value> made = co_await createAudit(scope, std::move(text));
        co_return made;
    };
    fixture.action("widget.update")->failure.effects = {file("fail.lua")};
    fixture.publish();
    QVERIFY(!fixture.run(update(9, {})).success);
    QCOMPARE(fixture.stored("audit", 1, "text").stringOr(),
             std::string("GGT_RECORD_NOT_FOUND in failure"));
}

void ActionRunnerTest::nestedSuccessEffectsFollowTheRootsCommit()
{
    ActionFixture fixture(widgetModels());
    std::vector<std::string> order;
    fixture.scripts.effects["nest.lua"] = [&](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        Result<Value> made = co_await createAudit(scope, "nested");
        order.emplace_back("nested returned");
        co_return made;
    };
    fixture.scripts.effects["audit-after.lua"] = [&](RunScope &,
                                                     EffectCall) -> Task<Result<Value>> {
        order.push_back("nested success, rows " + std::to_string(fixture.count("widget")));
        co_return Value();
    };
    fixture.scripts.effects["after.lua"] = [&](RunScope &, EffectCall) -> Task<Result<Value>> {
        order.emplace_back("own success");
        co_return Value();
    };
    fixture.action("widget.create")->run.effects.push_back(file("nest.lua"));
    fixture.action("widget.create")->success.effects = {file("after.lua")};
    fixture.action("audit.create")->success.effects = {file("audit-after.lua")};
    fixture.publish();
    QVERIFY(fixture.run(create("lamp")).success);
    const std::vector<std::string> expected{"nested returned", "nested success, rows 1",
                                            "own success"};
    QCOMPARE(order, expected);
    QCOMPARE(fixture.count("audit"), 1);
}

void ActionRunnerTest::anActionThatCallsItselfIsStopped()
{
    ActionFixture fixture(widgetModels());
    const std::int64_t id = raw(fixture.run(create("lamp")).record->id);
    fixture.scripts.effects["again.lua"] = [](RunScope &scope,
                                              EffectCall call) -> Task<Result<Value>> {
        const Result<Value> stock = call.record->get("stock");
        ApiRequest request;
        request.model = "widget";
        request.operation = "update";
        request.id = call.record->get("id")->stringOr();
        request.input = ValueObject{{"stock", stock->intOr() + 1}};
        Result<ScriptResult> done = co_await scope.api(std::move(request));
        if (!done)
            co_return std::move(done).error();
        co_return Value();
    };
    fixture.action("widget.update")->run.effects.push_back(file("again.lua"));
    fixture.publish();
    const ActionOutcome outcome = fixture.run(update(id, {{"stock", 10}}));
    QCOMPARE(code(outcome), std::string(errc::actionLoop));
    QCOMPARE(fixture.stored("widget", id, "stock").intOr(), 3); // all undone
}

void ActionRunnerTest::waitingInsideASharedBatchStartsAgainAlone()
{
    ActionFixture fixture(widgetModels());
    std::atomic<int> starts = 0;
    std::atomic<int> waits = 0;
    fixture.scripts.effects["wait.lua"] = [&](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        ++starts;
        scope.log(LogLevel::Info, {}, "before the wait");
        Result<void> may = scope.aboutToWait();
        if (!may)
            co_return std::move(may).error();
        ++waits;
        co_return Value();
    };
    fixture.action("widget.create")->run.effects.push_back(file("wait.lua"));
    fixture.publish();
    constexpr int runs = 20;
    auto all = std::make_shared<std::promise<void>>();
    std::atomic<int> succeeded = 0;
    std::atomic<int> ended = 0;
    std::future<void> done = all->get_future();
    for (int i = 0; i < runs; ++i) {
        startAction(fixture.services, create("w" + std::to_string(i)), {},
                    [&, all](const ActionOutcome &outcome) {
                        succeeded += outcome.success ? 1 : 0;
                        if (++ended == runs)
                            all->set_value();
                    });
    }
    done.wait();
    QCOMPARE(succeeded.load(), runs);
    QCOMPARE(waits.load(), runs); // each waits once, whatever was abandoned before
    QVERIFY(starts.load() >= runs);
    QCOMPARE(fixture.scripts.resets.load(), starts.load() - runs);
    QCOMPARE(fixture.count("widget"), runs);
    const std::vector<std::string> logs = fixture.logTexts();
    QCOMPARE(std::ranges::count(logs, "before the wait"),
             runs); // lines of abandoned starts are dropped
}

void ActionRunnerTest::unsavedChangesAreWarnedAbout()
{
    ActionFixture fixture(widgetModels());
    const std::int64_t id = raw(fixture.run(create("lamp")).record->id);
    fixture.scripts.effects["forget.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        const Result<void> set = call.record->set("name", "never saved");
        co_return set ? Result<Value>(Value()) : Result<Value>(set.error());
    };
    fixture.action("widget.update")->run.effects.push_back(file("forget.lua"));
    fixture.publish();
    QVERIFY(fixture.run(update(id, {{"stock", 4}})).success);
    QVERIFY(std::ranges::any_of(fixture.logTexts(), [](const std::string &text) {
        return text.find("never saved them") != std::string::npos;
    }));
    QCOMPARE(fixture.stored("widget", id, "name").stringOr(), std::string("lamp"));
}

void ActionRunnerTest::validationErrorsAreCollected()
{
    auto models = widgetModels();
    models.front()->validations = {"check.lua"};
    ActionFixture fixture(models);
    fixture.scripts.effects["check.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        call.errors->items.emplace_back("stock", "is odd");
        co_return Value();
    };
    ActionCall call;
    call.action = "widget.create";
    const ActionOutcome outcome = fixture.run(call);
    QCOMPARE(code(outcome), std::string(errc::invalidRecord));
    const Error &error = outcome.errors.front();
    QCOMPARE(error.fields.size(), 2U); // name is required, and stock is odd
    QVERIFY2(error.message().starts_with("widget is invalid and can't be saved. name "),
             error.message().c_str());
    QVERIFY(error.message().find("stock is odd") != std::string::npos);
}

void ActionRunnerTest::evalMayOnlyReadUnlessAllowed()
{
    ActionFixture fixture(widgetModels());
    fixture.scripts.effects["make"] = [](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        Result<Value> made = co_await createAudit(scope, "eval");
        co_return made;
    };
    const EvalAnswer refused = fixture.eval("make", EvalAccess::ReadOnly);
    QVERIFY(!refused.result);
    QCOMPARE(refused.result.error().code, std::string(errc::permissionDenied));
    QCOMPARE(fixture.count("audit"), 0);
    QVERIFY(fixture.eval("make", EvalAccess::Write).result.ok());
    QCOMPARE(fixture.count("audit"), 1);
}

void ActionRunnerTest::manyActionsAtOnceAllCommit()
{
    ActionFixture fixture(widgetModels());
    constexpr int runs = 300;
    std::atomic<int> succeeded = 0;
    auto all = std::make_shared<std::promise<void>>();
    std::future<void> done = all->get_future();
    std::atomic<int> ended = 0;
    for (int i = 0; i < runs; ++i) {
        startAction(fixture.services, create("w" + std::to_string(i)), {},
                    [&, all](const ActionOutcome &outcome) {
                        succeeded += outcome.success ? 1 : 0;
                        if (++ended == runs)
                            all->set_value();
                    });
    }
    done.wait();
    QCOMPARE(succeeded.load(), runs);
    QCOMPARE(fixture.count("widget"), runs);
    RunQuery query;
    query.limit = 1000;
    QCOMPARE(fixture.runs(query).size(), static_cast<std::size_t>(runs));
}

QTEST_GUILESS_MAIN(ActionRunnerTest)
#include "ActionRunnerTest.moc"
