#include <QTest>

#include "core/project/ConnectionFile.h"
#include "core/project/HistoryBudget.h"
#include "core/project/ModelFile.h"

#include "tests/support/StdToString.h"

using namespace syncline;

namespace {

std::string modelWith(const std::string &budget)
{
    return "{\n  \"format\": 1,\n  \"storageKey\": \"m_x\",\n  \"fields\": []" +
           (budget.empty() ? std::string() : ",\n  \"historyBudget\": " + budget) + "\n}\n";
}

} // namespace

/** How much history a model may keep, as its file and the project's say it. */
class HistoryBudgetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelsBudgetIsReadAndWritten_data();
    void aModelsBudgetIsReadAndWritten();
    void aWrongBudgetIsAProblem_data();
    void aWrongBudgetIsAProblem();
    void theProjectsBudgetIsForAllOthers();
};

void HistoryBudgetTest::aModelsBudgetIsReadAndWritten_data()
{
    QTest::addColumn<std::string>("budget");
    QTest::addColumn<qlonglong>("bytes");
    QTest::newRow("bytes") << std::string("5000000000") << 5'000'000'000LL;
    QTest::newRow("nothing that need not be kept") << std::string("0") << 0LL;
    QTest::newRow("unlimited") << std::string("\"unlimited\"")
                               << static_cast<qlonglong>(unlimitedHistory);
    QTest::newRow("none of its own") << std::string() << -2LL;
}

void HistoryBudgetTest::aModelsBudgetIsReadAndWritten()
{
    QFETCH(std::string, budget);
    QFETCH(qlonglong, bytes);
    const std::string text = modelWith(budget);
    std::vector<Problem> problems;
    JsonFile file("models/x/model.json", text, problems);
    const std::optional<ModelDef> model = readModel(file, "x");
    QVERIFY(model && problems.empty());
    QCOMPARE(static_cast<qlonglong>(model->historyBudget.value_or(-2)), bytes);
    QCOMPARE(writeModel(*model), text);
}

void HistoryBudgetTest::aWrongBudgetIsAProblem_data()
{
    QTest::addColumn<std::string>("budget");
    for (const char *wrong : {"-1", "1.5", "\"100 MB\"", "true", "{}"})
        QTest::newRow(wrong) << std::string(wrong);
}

void HistoryBudgetTest::aWrongBudgetIsAProblem()
{
    QFETCH(std::string, budget);
    const std::string text = modelWith(budget);
    std::vector<Problem> problems;
    JsonFile file("models/x/model.json", text, problems);
    const std::optional<ModelDef> model = readModel(file, "x");
    QVERIFY(model && !model->historyBudget);
    QCOMPARE(problems.size(), 1U);
    QCOMPARE(problems[0].code, std::string("bad_value"));
    QCOMPARE(problems[0].line, 5);
    QVERIFY(problems[0].leftOut);

    problems.clear();
    const std::string settings = "{\n  \"format\": 1,\n  \"id\": "
                                 "\"0b0e9f4e-1111-4222-8333-944455566677\",\n  \"settings\": "
                                 "{ \"historyBudget\": " +
                                 budget + " }\n}\n";
    JsonFile project("syncline.json", settings, problems);
    QVERIFY(readSettings(project).has_value());
    QCOMPARE(problems.size(), 1U);
    QCOMPARE(problems[0].line, 4);
}

void HistoryBudgetTest::theProjectsBudgetIsForAllOthers()
{
    ProjectDef project;
    ModelDef model;
    QCOMPARE(historyBudget(project, &model).value_or(0), defaultHistoryBudget);
    project.settings = {{"historyBudget", 1000}};
    QCOMPARE(historyBudget(project, &model).value_or(0), 1000);
    QCOMPARE(historyBudget(project, nullptr).value_or(0), 1000);
    model.historyBudget = 0;
    QCOMPARE(historyBudget(project, &model).value_or(-5), 0);
    model.historyBudget = unlimitedHistory;
    QVERIFY(!historyBudget(project, &model));
    project.settings = {{"historyBudget", "unlimited"}};
    QVERIFY(!historyBudget(project, nullptr));
}

QTEST_GUILESS_MAIN(HistoryBudgetTest)
#include "HistoryBudgetTest.moc"
