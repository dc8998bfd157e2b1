#include "core/base/Json.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <thread>

using namespace syncline;
using namespace syncline::test;

/** api.view(), as a run asks it. */
class ViewCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void rowsComeAsTables();
    void tooManyRowsAreAnError();
    void failuresAreErrors();
    void aViewEndsWithItsRun();

private:
    EvalAnswer ask() { return m_fixture->eval("ask", EvalAccess::ReadOnly); }

    std::unique_ptr<ActionFixture> m_fixture;
    std::vector<std::string> m_asked;
    Result<ViewResult> m_answer = ViewResult{};
    std::stop_token m_stop;
};

void ViewCallTest::init()
{
    m_asked.clear();
    ViewResult two;
    two.columns = {{"name", ViewColumnType::Text, ""}, {"n", ViewColumnType::Number, ""}};
    two.rows = {{"a", 1}, {"b", nullptr}};
    m_answer = two;
    m_fixture = std::make_unique<ActionFixture>(
        std::vector{model("widget", {field("name", FieldType::String)})});
    m_fixture->services.view = [this](const ViewCall &call) {
        m_asked.push_back(call.name + " " + json::write(Value(call.params)));
        m_stop = call.stop;
        // From another thread, as the engine does.
        std::thread([done = call.done, answer = m_answer] { done(answer); }).detach();
    };
    m_fixture->scripts.effects["ask"] = [](RunScope &scope, EffectCall) -> Task<Result<Value>> {
        ApiRequest request;
        request.operation = "view";
        request.id = "low";
        request.input = ValueObject{{"below", 5}};
        Result<ScriptResult> rows = co_await scope.api(std::move(request));
        if (!rows)
            co_return std::move(rows).error();
        co_return std::get<Value>(rows.value());
    };
}

void ViewCallTest::rowsComeAsTables()
{
    const EvalAnswer rows = ask();
    QVERIFY(rows.result.ok());
    QCOMPARE(json::write(*rows.result),
             std::string(R"([{"name":"a","n":1},{"name":"b","n":null}])"));
    QCOMPARE(m_asked, (std::vector<std::string>{R"(low {"below":5})"}));
}

/** Half an answer would be taken for a whole one. */
void ViewCallTest::tooManyRowsAreAnError()
{
    m_answer->truncated = true;
    QCOMPARE(ask().result.error().code, std::string("GGT_GELLY_RESULT_TRUNCATED"));
}

void ViewCallTest::failuresAreErrors()
{
    m_answer = Error(errc::timeout, "The view took longer than 10 s.");
    QCOMPARE(ask().result.error().code, std::string(errc::timeout));
    m_fixture->services.view = nullptr;
    QCOMPARE(ask().result.error().code, std::string(errc::notFound));
}

void ViewCallTest::aViewEndsWithItsRun()
{
    QVERIFY(ask().result.ok());
    QVERIFY(m_stop.stop_requested()); // nobody waits for it any more
}

QTEST_GUILESS_MAIN(ViewCallTest)
#include "ViewCallTest.moc"
