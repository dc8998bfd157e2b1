#include <QTest>

#include "tests/ui/UiFixture.h"
#include "ui/base/Text.h"
#include "ui/code/SqlCompletion.h"
#include "ui/views/ViewChartData.h"
#include "ui/views/ViewChartView.h"
#include "ui/views/ViewTableModel.h"

#include <QAbstractItemModelTester>

#include <algorithm>
#include <cmath>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** What a view's page is made of: completion, rows, charts. */
class ViewPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theModelHolds();
    void completionKnowsTheModels_data();
    void completionKnowsTheModels();
    void chartsAreNumbers();
    void manyRowsAreCutToAPicture();

private:
    UiFixture m_ui;
};

namespace {

ViewResult someRows()
{
    ViewResult result;
    result.columns = {{"title", ViewColumnType::Text, ""},
                      {"productId", ViewColumnType::Number, "product"},
                      {"left", ViewColumnType::Any, ""}};
    result.rows = {{"Mug", 7, 10}, {"Pen", 9, nullptr}, {"Cup", 8, 9}, {"Ink", 3, "none"}};
    return result;
}

} // namespace

void ViewPartsTest::theModelHolds()
{
    ViewTableModel model(&m_ui.theme, nullptr);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setResult(std::make_shared<const ViewResult>(someRows()));
    const QPersistentModelIndex ink = model.index(3, 0);
    model.sort(0, Qt::AscendingOrder);
    QCOMPARE(model.data(ink, Qt::DisplayRole).toString(), u"Ink"_s);
    QCOMPARE(ink.row(), 1);
    model.setResult(std::make_shared<const ViewResult>());
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(
        sortsBefore(Value(std::int64_t{9007199254740992}), Value(std::int64_t{9007199254740993})));
    QVERIFY(sortsBefore(Value(), Value(false)) && sortsBefore(Value(1), Value("1")));
}

void ViewPartsTest::completionKnowsTheModels_data()
{
    QTest::addColumn<QString>("text"); // "|" is the caret
    QTest::addColumn<QString>("has");
    QTest::addColumn<QString>("hasNot");
    QTest::newRow("models") << u"SELECT * FROM pro|"_s << u"product"_s << u"price"_s;
    QTest::newRow("a word of SQL is quoted")
        << u"SELECT * FROM or|"_s << u"\"order\""_s << u"order"_s;
    QTest::newRow("fields of the model named")
        << u"SELECT pri| FROM product"_s << u"price"_s << u"product"_s;
    QTest::newRow("not of others") << u"SELECT pri| FROM customer"_s << QString() << u"price"_s;
    QTest::newRow("by alias") << u"SELECT p.| FROM product AS p, customer c"_s << u"title"_s
                              << u"email"_s;
    QTest::newRow("by another") << u"SELECT c.em| FROM product p JOIN customer c ON 1"_s
                                << u"email"_s << u"title"_s;
    QTest::newRow("by quoted name")
        << u"SELECT \"order\".| FROM \"order\""_s << u"customerId"_s << u"customer"_s;
    QTest::newRow("parameters") << u"-- param: since date\nSELECT :si|"_s << u"since"_s
                                << u"sign"_s;
    QTest::newRow("functions") << u"SELECT coal|"_s << u"coalesce"_s << u"count"_s;
    QTest::newRow("keywords") << u"SELECT 1 lim|"_s << u"LIMIT"_s << u"DELETE"_s;
    QTest::newRow("nothing in comments") << u"-- pro|"_s << QString() << u"product"_s;
    QTest::newRow("nothing in texts") << u"SELECT 'pro|"_s << QString() << u"product"_s;
    QTest::newRow("nothing in names in quotes")
        << u"SELECT * FROM \"pro|"_s << QString() << u"product"_s;
    QTest::newRow("what follows a name with an apostrophe")
        << u"SELECT 1 AS \"it's\" FROM pro|"_s << u"product"_s << QString();
    QTest::newRow("what follows a comment")
        << u"/* it's */ SELECT * FROM pro|"_s << u"product"_s << QString();
}

void ViewPartsTest::completionKnowsTheModels()
{
    QFETCH(const QString, text);
    QFETCH(const QString, has);
    QFETCH(const QString, hasNot);
    const std::string whole = fromQString(text);
    const std::size_t caret = whole.find('|');
    const SqlCompletion found = completeSql(
        *m_ui.engine->project(), whole.substr(0, caret) + whole.substr(caret + 1), caret);
    QStringList names;
    for (const ApiMember &item : found.items)
        names.append(toQString(item.name));
    QVERIFY2(has.isEmpty() || names.contains(has), qUtf8Printable(names.join(u' ')));
    QVERIFY2(hasNot.isEmpty() || !names.contains(hasNot), qUtf8Printable(names.join(u' ')));
}

void ViewPartsTest::chartsAreNumbers()
{
    ViewResult result = someRows();
    const ViewChartData bars = chartData(result, {ChartKind::Bar, "title", {"left", "productId"}});
    QVERIFY(bars.problem.isEmpty());
    QCOMPARE(bars.names.size(), 4);
    QCOMPARE(bars.series.size(), 2U);
    QCOMPARE(bars.series[0].y[0], 10.0);
    QVERIFY(std::isnan(bars.series[0].y[1]) && std::isnan(bars.series[0].y[3]));
    const ViewChartData pie = chartData(result, {ChartKind::Pie, "title", {"productId"}});
    QCOMPARE(pie.names.first(), u"Pen"_s); // the largest first
    const ViewChartData line = chartData(result, {ChartKind::Line, "productId", {"left"}});
    QVERIFY(line.axis == ViewChartData::Axis::Numbers);
    QVERIFY((line.x == std::vector<double>{7, 8})); // from left to right, without what is no number
    QVERIFY(!chartData(result, {ChartKind::Bar, "nope", {"left"}}).problem.isEmpty());
    QVERIFY(!chartData(result, {ChartKind::Bar, "title", {"title"}}).problem.isEmpty());
    result.columns[2].type = ViewColumnType::Number;
    QVERIFY((guessChart(result) == ViewChart{ChartKind::Bar, "title", {"left"}}));
}

void ViewPartsTest::manyRowsAreCutToAPicture()
{
    ViewResult many;
    many.columns = {{"at", ViewColumnType::Text, ""}, {"n", ViewColumnType::Number, ""}};
    for (int i = 0; i < 200; ++i)
        many.rows.push_back(
            {(i % 2 == 0 ? "2024-02-0" : "2024-01-0") + std::to_string(1 + i % 9), i});
    QCOMPARE(chartData(many, {ChartKind::Bar, "at", {"n"}}).names.size(),
             static_cast<qsizetype>(ViewChartData::mostBars));
    QVERIFY(!chartData(many, {ChartKind::Bar, "at", {"n"}}).note.isEmpty());
    const ViewChartData times = chartData(many, {ChartKind::Line, "at", {"n"}});
    QVERIFY(times.axis == ViewChartData::Axis::Times);
    QVERIFY(std::is_sorted(times.x.begin(), times.x.end()));
    QCOMPARE(chartData(many, {ChartKind::Pie, "at", {"n"}}).names.size(),
             static_cast<qsizetype>(ViewChartData::mostSlices));
    QWidget host;
    // Drawing each of them, in both themes, warns of nothing.
    ViewChartView view(&m_ui.theme, &host);
    view.setResult(std::make_shared<const ViewResult>(many));
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        m_ui.theme.setMode(mode);
        for (const ChartKind kind : {ChartKind::Bar, ChartKind::Line, ChartKind::Pie}) {
            view.setChart(ViewChart{kind, "at", {"n"}});
            view.resize(600, 400);
            QVERIFY(!view.grab().isNull());
        }
    }
}

QTEST_MAIN(ViewPartsTest)
#include "ViewPartsTest.moc"
