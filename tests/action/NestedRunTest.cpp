#include "tests/action/QuizFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <algorithm>

using namespace syncline;
using namespace syncline::test;

namespace {

EffectDef builtin(std::string name)
{
    EffectDef effect;
    effect.builtin = std::move(name);
    return effect;
}

EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

} // namespace

/** How nested actions run: errors, transactions, triggers, limits, scripts. */
class NestedRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<QuizFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void fieldErrorsAreCollectedByPath();
    void otherErrorsNameTheirPlace();
    void nothingIsKeptWhenSomethingFails();
    void customActionsRunNested();
    void anActionThatDoesNotLinkIsAnError();
    void triggersTellTheRoot();
    void tooDeepIsRefused();
    void manyUpdatesOfOneRecordAreNoLoop();
    void scriptsMaySaveWhatTheyApply();
    void aFailedSaveLeavesTheRecordAsItWas();
    void internalWritesTakeLinksOnly();
    void unsavedWritesAreWarnedAbout();

private:
    std::unique_ptr<QuizFixture> m_fixture;
};

void NestedRunTest::fieldErrorsAreCollectedByPath()
{
    m_fixture->made("quiz", R"({"title": "Birds"})");
    ActionOutcome outcome = m_fixture->call("quiz.update", "1", R"({"questions": [
        {"create": {"text": "fine"}}, {"create": {"points": 3}},
        {"create": {"text": "deep", "points": "many",
                    "answers": [{"create": {"text": "ok"}}, {"create": {}}]}},
        {"create": {"text": "deeper", "answers": [{"create": {"text": "ok"}}, {"create": {}}]}}],
        "tags": [{"_link": "99"}]})");
    QVERIFY(!outcome.success);
    const Error error = outcome.errors.front();
    QCOMPARE(error.code, std::string(errc::invalidRecord));
    const std::vector<std::pair<std::string, std::string>> expected{
        {"questions[1].text", "is required"},
        {"questions[2].points", "must be a number, but is the text \"many\""},
        {"questions[3].answers[1].text", "is required"},
        {"tags[0].tag", "refers to a tag that does not exist (99)"}};
    QCOMPARE(error.fields, expected);
    QVERIFY(error.message().starts_with(
        "quiz is invalid and can't be saved. questions[1].text is required, "));
    QCOMPARE(m_fixture->count("question"), 0);

    // What it belongs to and the record itself, too; the reference is no second error.
    outcome = m_fixture->call("quiz.create", {}, R"({"author": {"create": {}}})");
    const std::vector<std::pair<std::string, std::string>> both{{"author.name", "is required"},
                                                                {"title", "is required"}};
    QCOMPARE(outcome.errors.front().fields, both);
    QCOMPARE(m_fixture->count("author"), 0);
}

void NestedRunTest::otherErrorsNameTheirPlace()
{
    m_fixture->made("quiz", R"({"title": "Birds"})");
    m_fixture->made("question", R"({"text": "foreign"})");
    ActionOutcome outcome =
        m_fixture->call("quiz.update", "1", R"({"questions": [{"update": {"id": "7"}}]})");
    QCOMPARE(
        firstError(outcome),
        std::string("GGT_RECORD_NOT_FOUND: quiz.questions[0]: There is no question with the id "
                    "7."));
    outcome = m_fixture->call("quiz.update", "1", R"({"questions": [{"delete": {"id": "1"}}]})");
    QCOMPARE(firstError(outcome),
             std::string("GGT_INVALID_ACTION_INPUT: quiz.questions[0]: The question 1 does not "
                         "belong to quiz 1; link it first, with {\"_link\": \"1\"}."));
    // Of a nested record's own input the whole path.
    outcome = m_fixture->call("author.create", {}, R"({"name": "Ann", "quizzes": [
        {"create": {"title": "New", "questions": [{"update": {"id": "1"}}]}}]})");
    QVERIFY2(outcome.errors.front().message().starts_with(
                 "author.quizzes[0].questions[0]: The question 1 does not belong to quiz "),
             firstError(outcome).c_str());
    outcome = m_fixture->call("author.create", {}, R"({"name": "Ann", "quizzes": [
        {"create": {"title": "New", "questions": [{"publish": {"id": "1"}}]}}]})");
    QVERIFY2(outcome.errors.front().message().starts_with(
                 "author.quizzes[0].questions[0]: the model question has no action \"publish\""),
             firstError(outcome).c_str());
    QCOMPARE(m_fixture->count("author"), 0);
}

void NestedRunTest::nothingIsKeptWhenSomethingFails()
{
    const auto question = m_fixture->action("question.create");
    question->run.effects.push_back(file("fail.lua"));
    question->isDefault = false;
    m_fixture->publish();
    m_fixture->scripts.effects["fail.lua"] = [](RunScope &,
                                                EffectCall call) -> Task<Result<Value>> {
        const Result<Value> text = call.record->get("text");
        if (text && text->stringOr() == "bad")
            co_return Error(errc::scriptError, "It broke.").withPlace("fail.lua:3");
        co_return Value();
    };
    const ActionOutcome outcome = m_fixture->call("quiz.create", {}, R"({"title": "Birds",
        "author": {"create": {"name": "Ann"}}, "tags": [{"create": {"name": "t"}}],
        "questions": [{"create": {"text": "good"}}, {"create": {"text": "bad"}}]})");
    QVERIFY(!outcome.success);
    QCOMPARE(outcome.errors.front().message(), std::string("quiz.questions[1]: It broke."));
    QCOMPARE(outcome.errors.front().place, std::string("fail.lua:3"));
    for (const char *name : {"quiz", "author", "tag", "quizTag", "question"})
        QCOMPARE(m_fixture->count(name), 0);
    QVERIFY(m_fixture->commits.empty());
}

void NestedRunTest::customActionsRunNested()
{
    auto grade = std::make_shared<ActionDef>();
    grade->name = "grade";
    grade->model = "question";
    grade->params = {{"bonus", ValueObject{{"type", "integer"}}}};
    grade->run.effects = {file("grade.lua"), builtin("updateRecord")};
    m_fixture->add(grade);
    m_fixture->scripts.effects["grade.lua"] = [](RunScope &,
                                                 EffectCall call) -> Task<Result<Value>> {
        const Result<void> set = call.record->set("points", call.params["bonus"]);
        if (!set)
            co_return set.error();
        co_return Value();
    };
    m_fixture->made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    const ActionOutcome outcome = m_fixture->call(
        "quiz.update", "1", R"({"questions": [{"grade": {"id": "1", "bonus": 5}}]})");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->stored("question", 1, "points").intOr(), 5);
    const ActionOutcome converged = m_fixture->call("quiz.update", "1", R"({"questions": [
        {"_converge": {"values": [{"id": "1", "bonus": 7}], "actions": {"update": "grade"}}}]})");
    QVERIFY2(converged.success, firstError(converged).c_str());
    QCOMPARE(m_fixture->stored("question", 1, "points").intOr(), 7);
}

void NestedRunTest::anActionThatDoesNotLinkIsAnError()
{
    const auto question = m_fixture->action("question.create");
    question->run.effects = {file("own.lua"), builtin("createRecord")};
    m_fixture->publish();
    m_fixture->scripts.effects["own.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        const Result<void> set = call.record->set("text", "mine");
        if (!set)
            co_return set.error();
        co_return Value();
    };
    const ActionOutcome outcome = m_fixture->call(
        "quiz.create", {}, R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    QCOMPARE(outcome.errors.front().code, std::string(errc::misconfiguredAction));
    QVERIFY(outcome.errors.front().message().starts_with(
        "quiz.questions[0]: The action question.create left no record that belongs to quiz 1"));
    QCOMPARE(m_fixture->count("question"), 0);
}

void NestedRunTest::triggersTellTheRoot()
{
    const auto answer = m_fixture->action("answer.create");
    answer->run.effects.push_back(file("see.lua"));
    answer->success.effects.push_back(file("see.lua"));
    m_fixture->publish();
    std::vector<ValueObject> seen;
    m_fixture->scripts.effects["see.lua"] = [&seen](RunScope &,
                                                    EffectCall call) -> Task<Result<Value>> {
        seen.push_back(call.trigger);
        co_return Value();
    };
    ActionCall call;
    call.action = "quiz.create";
    call.params =
        json::parse(R"({"title": "Birds", "questions": [{"create": {"text": "q", "answers": [
                        {"create": {"text": "a"}}]}}]})")
            ->asObject();
    call.trigger = {{"type", "api"}, {"mutationName", "createQuiz"}};
    QVERIFY(m_fixture->run(call).success);
    QCOMPARE(seen.size(), 2U); // while it ran, and after the commit
    for (const ValueObject &trigger : seen) {
        QCOMPARE(trigger.at("type").stringOr(), std::string("api"));
        QCOMPARE(trigger.at("mutationName").stringOr(), std::string("createQuiz"));
        QCOMPARE(trigger.at("rootModel").stringOr(), std::string("quiz"));
        QCOMPARE(trigger.at("rootAction").stringOr(), std::string("create"));
        QVERIFY(trigger.at("rawParams") == Value(call.params));
    }
}

void NestedRunTest::tooDeepIsRefused()
{
    const auto nested = [](int depth) {
        std::string text = R"({"name": "leaf"})";
        for (int i = 0; i < depth; ++i)
            text = R"({"name": "f", "folders": [{"create": )" + text + "}]}";
        return text;
    };
    QVERIFY(m_fixture->call("folder.create", {}, nested(16)).success);
    QCOMPARE(m_fixture->count("folder"), 17);
    const ActionOutcome outcome = m_fixture->call("folder.create", {}, nested(17));
    QCOMPARE(outcome.errors.front().code, std::string(errc::actionLoop));
    QCOMPARE(m_fixture->count("folder"), 17);
}

void NestedRunTest::manyUpdatesOfOneRecordAreNoLoop()
{
    m_fixture->made("author", R"({"name": "Ann"})");
    for (int i = 0; i < 30; ++i) {
        const ActionOutcome outcome =
            m_fixture->call("quiz.create", {},
                            R"({"title": "q", "author": {"update": {"id": "1", "name": "Ann )" +
                                std::to_string(i) + R"("}}})");
        QVERIFY2(outcome.success, firstError(outcome).c_str());
    }
    QCOMPARE(m_fixture->stored("author", 1, "name").stringOr(), std::string("Ann 29"));
}

void NestedRunTest::scriptsMaySaveWhatTheyApply()
{
    // Not transactional, and by a script's own calls: the save makes a transaction of its own.
    const auto create = m_fixture->action("quiz.create");
    create->run.effects = {file("own.lua")};
    create->run.transactional = false;
    m_fixture->action("question.create")->success.effects.push_back(file("after.lua"));
    m_fixture->publish();
    int after = 0;
    m_fixture->scripts.effects["own.lua"] = [](RunScope &scope,
                                               EffectCall call) -> Task<Result<Value>> {
        const Result<void> applied = scope.applyParams(call.params, call.record);
        if (!applied)
            co_return applied.error();
        Result<void> saved = co_await scope.save(call.record);
        if (!saved)
            co_return std::move(saved).error();
        co_return Value();
    };
    m_fixture->scripts.effects["after.lua"] = [&after](RunScope &,
                                                       EffectCall) -> Task<Result<Value>> {
        ++after;
        co_return Value();
    };
    const ActionOutcome outcome = m_fixture->call(
        "quiz.create", {}, R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->all("question", "quiz"), std::string("1"));
    QCOMPARE(after, 1);
}

void NestedRunTest::aFailedSaveLeavesTheRecordAsItWas()
{
    const auto create = m_fixture->action("quiz.create");
    create->run.effects = {file("own.lua")};
    m_fixture->publish();
    bool isNew = false;
    bool again = false;
    m_fixture->scripts.effects["own.lua"] = [&](RunScope &scope,
                                                EffectCall call) -> Task<Result<Value>> {
        const Result<void> applied = scope.applyParams(call.params, call.record);
        if (!applied)
            co_return applied.error();
        const Result<void> saved = co_await scope.save(call.record);
        const Result<Value> id = call.record->get("id");
        isNew = !saved && id && id->isNull();
        const Result<void> second = co_await scope.save(call.record);
        again = !second && second.error().message() == saved.error().message();
        co_return Value();
    };
    const ActionOutcome outcome =
        m_fixture->call("quiz.create", {}, R"({"title": "Birds", "questions": [{"create": {}}]})");
    QVERIFY2(outcome.success, firstError(outcome).c_str()); // the script goes on
    QVERIFY(isNew);
    QVERIFY(again);
    QCOMPARE(m_fixture->count("quiz"), 0);
}

void NestedRunTest::internalWritesTakeLinksOnly()
{
    m_fixture->made("author", R"({"name": "Ann"})");
    std::vector<std::string> answers;
    m_fixture->scripts.effects["internal"] = [&](RunScope &scope,
                                                 EffectCall) -> Task<Result<Value>> {
        for (const char *input : {R"({"title": "x", "author": {"create": {"name": "Bob"}}})",
                                  R"({"title": "x", "questions": [{"create": {"text": "q"}}]})",
                                  R"({"title": "x", "author": {"_link": "1"}})"}) {
            ApiRequest request;
            request.model = "quiz";
            request.operation = "create";
            request.internal = true;
            request.input = *json::parse(input);
            const Result<ScriptResult> made = co_await scope.api(std::move(request));
            answers.push_back(made ? "ok" : made.error().message());
        }
        co_return Value();
    };
    m_fixture->eval("internal", EvalAccess::Write);
    QCOMPARE(answers.size(), 3U);
    QVERIFY2(answers[0].find("author takes a link here, such as {\"_link\": \"12\"}") !=
                 std::string::npos,
             answers[0].c_str());
    QVERIFY2(answers[1].find("questions cannot be set here") != std::string::npos,
             answers[1].c_str());
    QCOMPARE(answers[2], std::string("ok"));
    QCOMPARE(m_fixture->count("author"), 1);
    QCOMPARE(m_fixture->count("quiz"), 1);
}

void NestedRunTest::unsavedWritesAreWarnedAbout()
{
    const auto update = m_fixture->action("quiz.update");
    update->run.effects = {builtin("applyParams")};
    m_fixture->publish();
    m_fixture->made("quiz", R"({"title": "Birds"})");
    QVERIFY(m_fixture->call("quiz.update", "1", R"({"questions": [{"create": {"text": "a"}}]})")
                .success);
    QCOMPARE(m_fixture->count("question"), 0);
    const std::vector<std::string> texts = m_fixture->logTexts();
    QVERIFY(std::ranges::find(texts, "quiz.update changed fields of its record but never saved "
                                     "them") != texts.end());
}

QTEST_GUILESS_MAIN(NestedRunTest)
#include "NestedRunTest.moc"
