#include "core/record/Dependents.h"
#include "core/record/RecordWriter.h"
#include "tests/action/QuizFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;

namespace {

EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

/** quizModels() where deleting does something. */
std::vector<std::shared_ptr<ModelDef>> modelsWith(const std::string &modelName,
                                                  const std::string &fieldName, Dependent dependent)
{
    auto models = quizModels();
    for (auto &model : models) {
        for (FieldDef &field : model->fields) {
            if (model->name == modelName && field.name == fieldName)
                field.dependent = dependent;
        }
    }
    return models;
}

void setDependent(std::vector<std::shared_ptr<ModelDef>> &models, const std::string &modelName,
                  const std::string &fieldName, Dependent dependent)
{
    for (auto &model : models) {
        for (FieldDef &field : model->fields) {
            if (model->name == modelName && field.name == fieldName)
                field.dependent = dependent;
        }
    }
}

constexpr const char *twoQuizzes = R"({"name": "Ann", "quizzes": [
    {"create": {"title": "Birds", "questions": [
        {"create": {"text": "a", "answers": [{"create": {"text": "1"}}, {"create": {"text": "2"}}]}},
        {"create": {"text": "b"}}]}},
    {"create": {"title": "Fish", "questions": [{"create": {"text": "c"}}]}}]})";

} // namespace

/** What goes with a record that is deleted, and what keeps it. */
class DependentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ignoredRecordsStay();
    void deletionGoesDown();
    void deletionKeepsHistory();
    void refusalSaysWhatIsThere();
    void refusalDeepDownComesBeforeAnyEffect();
    void whatGoesTooRefusesNothing();
    void joinRowsGoWithEitherSide();
    void circlesEnd();
    void chainsMayBeDeep();
    void thousandsOfChildrenGo();
    void childrenRunTheirOwnActions();
    void aChildThatWillNotGoKeepsAll();
    void aChildThatAnotherOneTookIsFine();
    void scriptsDeleteWholeTrees();
};

void DependentsTest::ignoredRecordsStay()
{
    QuizFixture fixture;
    fixture.made("author", twoQuizzes);
    QVERIFY(fixture.call("author.delete", "1", "{}").success);
    QCOMPARE(fixture.count("quiz"), 2);
    QCOMPARE(fixture.all("quiz", "author"), std::string("1,1")); // they lead nowhere
}

void DependentsTest::deletionGoesDown()
{
    auto models = modelsWith("author", "quizzes", Dependent::Delete);
    setDependent(models, "quiz", "questions", Dependent::Delete);
    setDependent(models, "question", "answers", Dependent::Delete);
    QuizFixture fixture(models);
    fixture.made("author", twoQuizzes);
    fixture.made("quiz", R"({"title": "Own", "questions": [{"create": {"text": "x"}}]})");
    const std::size_t commits = fixture.commits.size();
    const ActionOutcome outcome = fixture.call("author.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("author"), 0);
    QCOMPARE(fixture.all("quiz", "title"), std::string("Own"));
    QCOMPARE(fixture.all("question", "text"), std::string("x"));
    QCOMPARE(fixture.count("answer"), 0);
    QCOMPARE(fixture.commits.size(), commits + 1); // all at once
    QCOMPARE(fixture.commits.back().records.at("question").size(), 3U);
}

void DependentsTest::deletionKeepsHistory()
{
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY(outcome.success);
    const auto reader = fixture.store->reader();
    QVERIFY(reader.ok());
    const auto model = fixture.services.project()->findModel("question");
    const auto history = recordHistory(reader.value().database(), *model, RecordId{1});
    QVERIFY(history.ok());
    QCOMPARE(history->size(), 1U);
    QCOMPARE(history->front().run, outcome.run);
    QCOMPARE(history->front().before["text"].stringOr(), std::string("a"));
    QCOMPARE(history->front().before["quiz"].stringOr(), std::string("1"));
}

void DependentsTest::refusalSaysWhatIsThere()
{
    QuizFixture fixture(modelsWith("author", "quizzes", Dependent::Refuse));
    fixture.made("author", twoQuizzes);
    fixture.made("author", R"({"name": "Bob"})");
    const ActionOutcome outcome = fixture.call("author.delete", "1", "{}");
    QVERIFY(!outcome.success);
    QCOMPARE(firstError(outcome),
             std::string("SYNC_DEPENDENT_RECORDS: The author 1 cannot be deleted, because 2 quizs "
                         "belong to it (for example quiz 1). Delete or unlink what belongs to it "
                         "first."));
    QCOMPARE(fixture.count("author"), 2);
    QVERIFY(fixture.call("author.delete", "2", "{}").success);
    fixture.call("quiz.delete", "1", "{}");
    QVERIFY(firstError(fixture.call("author.delete", "1", "{}")).find("1 quiz belongs to it") !=
            std::string::npos);
    QVERIFY(fixture.call("quiz.update", "2", R"({"author": null})").success);
    QVERIFY(fixture.call("author.delete", "1", "{}").success);
}

void DependentsTest::refusalDeepDownComesBeforeAnyEffect()
{
    auto models = modelsWith("author", "quizzes", Dependent::Delete);
    setDependent(models, "quiz", "questions", Dependent::Delete);
    setDependent(models, "question", "answers", Dependent::Refuse);
    QuizFixture fixture(models);
    fixture.action("question.delete")
        ->run.effects.insert(fixture.action("question.delete")->run.effects.begin(),
                             file("see.lua"));
    fixture.publish();
    int seen = 0;
    fixture.scripts.effects["see.lua"] = [&seen](RunScope &, EffectCall) -> Task<Result<Value>> {
        ++seen;
        co_return Value();
    };
    fixture.made("author", twoQuizzes);
    const ActionOutcome outcome = fixture.call("author.delete", "1", "{}");
    QCOMPARE(outcome.errors.front().code, std::string(dependentRecords));
    QVERIFY(outcome.errors.front().message().starts_with(
        "The question 1 cannot be deleted, because 2 answers belong to it (for example answer 1)"));
    QCOMPARE(seen, 0);
    QCOMPARE(fixture.count("question"), 3);
    QCOMPARE(fixture.count("author"), 1);
}

void DependentsTest::whatGoesTooRefusesNothing()
{
    // The author refuses for its folders, here questions by way of its quizzes.
    auto models = modelsWith("quiz", "questions", Dependent::Delete);
    setDependent(models, "question", "answers", Dependent::Delete);
    FieldDef direct = relation("quiz", FieldType::BelongsTo, "quiz");
    direct.storageKey = "f_quiz";
    models[2]->fields.push_back(direct); // answer.quiz
    FieldDef answers = relation("answers", FieldType::HasMany, "answer", "quiz");
    answers.dependent = Dependent::Refuse;
    models[0]->fields.push_back(answers);
    QuizFixture fixture(models);
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    fixture.made("answer", R"({"text": "x", "question": "1", "quiz": "1"})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("answer"), 0);
    fixture.made("quiz", R"({"title": "Fish"})");
    fixture.made("answer", R"({"text": "free", "quiz": "2"})");
    QCOMPARE(fixture.call("quiz.delete", "2", "{}").errors.front().code,
             std::string(dependentRecords));
}

void DependentsTest::joinRowsGoWithEitherSide()
{
    QuizFixture fixture(modelsWith("quiz", "tags", Dependent::Delete));
    fixture.made("quiz", R"({"title": "Birds", "tags": [{"create": {"name": "a"}},
                                                        {"create": {"name": "b"}}]})");
    fixture.made("quiz", R"({"title": "Fish", "tags": [{"_link": "1"}]})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.all("quizTag", "quiz"), std::string("2"));
    QCOMPARE(fixture.count("tag"), 2); // only the links go
}

void DependentsTest::circlesEnd()
{
    QuizFixture fixture(modelsWith("folder", "folders", Dependent::Delete));
    fixture.made("folder", R"({"name": "a"})");
    fixture.made("folder", R"({"name": "b", "parent": "1"})");
    fixture.made("folder", R"({"name": "c", "parent": "2"})");
    QVERIFY(fixture.call("folder.update", "1", R"({"parent": "3"})").success); // a ring
    fixture.made("folder", R"({"name": "self"})");
    QVERIFY(fixture.call("folder.update", "4", R"({"parent": "4"})").success);
    QVERIFY(fixture.call("folder.delete", "4", "{}").success);
    QCOMPARE(fixture.count("folder"), 3);
    const ActionOutcome outcome = fixture.call("folder.delete", "2", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("folder"), 0);
}

void DependentsTest::chainsMayBeDeep()
{
    QuizFixture fixture(modelsWith("folder", "folders", Dependent::Delete));
    constexpr int depth = 150;
    fixture.made("folder", R"({"name": "top"})");
    for (int i = 1; i < depth; ++i)
        fixture.made("folder", R"({"name": "f", "parent": ")" + std::to_string(i) + R"("})");
    QCOMPARE(fixture.count("folder"), depth);
    const ActionOutcome outcome = fixture.call("folder.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("folder"), 0);
}

void DependentsTest::thousandsOfChildrenGo()
{
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    fixture.made("quiz", R"({"title": "Birds"})");
    constexpr int children = 5'100; // more than one batch of the plan
    fixture.scripts.effects["fill"] = [](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        Result<void> begun = co_await scope.beginTransaction();
        for (int i = 0; begun && i < children; ++i) {
            ApiRequest request;
            request.model = "question";
            request.operation = "create";
            request.internal = true;
            request.input = ValueObject{{"text", "q"}, {"quiz", "1"}};
            const Result<ScriptResult> made = co_await scope.api(std::move(request));
            if (!made)
                co_return made.error();
        }
        Result<void> ended = co_await scope.endTransaction(true);
        if (!ended)
            co_return std::move(ended).error();
        co_return Value();
    };
    QVERIFY(fixture.eval("fill", EvalAccess::Write).result.ok());
    QCOMPARE(fixture.count("question"), children);
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("question"), 0);
}

void DependentsTest::childrenRunTheirOwnActions()
{
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    const auto action = fixture.action("question.delete");
    action->run.effects.insert(action->run.effects.begin(), file("see.lua"));
    action->success.effects.push_back(file("after.lua"));
    fixture.publish();
    std::vector<std::string> seen;
    fixture.scripts.effects["see.lua"] = [&](RunScope &, EffectCall call) -> Task<Result<Value>> {
        seen.push_back(call.record->get("text")->stringOr() + " " +
                       call.trigger.at("rootAction").stringOr() + " " +
                       call.trigger.at("type").stringOr());
        co_return Value();
    };
    fixture.scripts.effects["after.lua"] = [&](RunScope &, EffectCall) -> Task<Result<Value>> {
        seen.emplace_back("after");
        co_return Value();
    };
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}},
                                                             {"create": {"text": "b"}}]})");
    QVERIFY(fixture.call("quiz.delete", "1", "{}").success);
    const std::vector<std::string> expected{"a delete ui", "b delete ui", "after", "after"};
    QCOMPARE(seen, expected);
}

void DependentsTest::aChildThatWillNotGoKeepsAll()
{
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    fixture.action("question.delete")->preconditions.push_back(file("never.lua"));
    fixture.publish();
    fixture.scripts.effects["never.lua"] = [](RunScope &, EffectCall call) -> Task<Result<Value>> {
        co_return Value(call.record->get("text")->stringOr() != "keep");
    };
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}},
                                                             {"create": {"text": "keep"}}]})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QCOMPARE(outcome.errors.front().code, std::string(errc::preconditionFailed));
    QVERIFY2(outcome.errors.front().message().starts_with("question 2, which goes with quiz 1: "),
             firstError(outcome).c_str());
    QCOMPARE(fixture.count("quiz"), 1);
    QCOMPARE(fixture.count("question"), 2);
}

void DependentsTest::aChildThatAnotherOneTookIsFine()
{
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    const auto action = fixture.action("question.delete");
    action->run.effects.push_back(file("take.lua"));
    fixture.publish();
    fixture.scripts.effects["take.lua"] = [](RunScope &scope,
                                             EffectCall call) -> Task<Result<Value>> {
        if (call.record->get("text")->stringOr() != "a")
            co_return Value();
        ApiRequest request;
        request.model = "question";
        request.operation = "delete";
        request.id = "2";
        const Result<ScriptResult> gone = co_await scope.api(std::move(request));
        if (!gone)
            co_return gone.error();
        co_return Value();
    };
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}},
                                                             {"create": {"text": "b"}}]})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("question"), 0);
}

void DependentsTest::scriptsDeleteWholeTrees()
{
    // delete_record outside of a transaction makes one of its own.
    QuizFixture fixture(modelsWith("quiz", "questions", Dependent::Delete));
    const auto action = fixture.action("quiz.delete");
    action->run.effects = {file("own.lua")};
    action->run.transactional = false;
    fixture.publish();
    fixture.scripts.effects["own.lua"] = [](RunScope &scope,
                                            EffectCall call) -> Task<Result<Value>> {
        const Result<void> gone = co_await scope.deleteRecord(call.record);
        if (!gone)
            co_return gone.error();
        co_return Value();
    };
    fixture.made("quiz", R"({"title": "Birds", "questions": [{"create": {"text": "a"}}]})");
    const ActionOutcome outcome = fixture.call("quiz.delete", "1", "{}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(fixture.count("question"), 0);
    QCOMPARE(fixture.count("quiz"), 0);
}

QTEST_GUILESS_MAIN(DependentsTest)
#include "DependentsTest.moc"
