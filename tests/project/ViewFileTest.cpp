#include "core/project/ViewFile.h"

#include "core/project/Project.h"
#include "core/project/ProjectLoader.h"
#include "core/project/StorageKey.h"

#include "tests/support/StdToString.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <rapidcheck.h>

using namespace syncline;

/** The comments in front of a view's SQL, and views as files of a project. */
class ViewFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHeaderIsUnderstood();
    void problemsSayWhere_data();
    void problemsSayWhere();
    void aWrittenHeaderReadsBack();
    void anyTextIsRead();
    void theChartIsReplaced_data();
    void theChartIsReplaced();
    void valuesAreChecked();
    void viewsAreLoaded();
    void viewsAreRenamedAndRemoved();
};

namespace {

ViewDef read(std::string_view text, std::vector<Problem> *problems = nullptr)
{
    std::vector<Problem> found;
    ViewDef view = readView("x", text, "views/x.sql", problems == nullptr ? found : *problems);
    return view;
}

rc::Gen<std::string> anyLine()
{
    return rc::gen::oneOf(
        rc::gen::element<std::string>("", "month", "a b", "x=y", "a,b", "\"", "\\", "é", "1",
                                      "-- x", "ein \"Wort\"", "count(*)"),
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(32, 127))));
}

rc::Gen<ViewParam> anyParam(int number)
{
    return rc::gen::exec([number] {
        ViewParam param;
        param.name = "p" + std::to_string(number);
        param.label = *anyLine();
        param.type = *rc::gen::element(FieldType::String, FieldType::Number, FieldType::Boolean,
                                       FieldType::Date, FieldType::DateTime);
        if (*rc::gen::arbitrary<bool>())
            return param;
        switch (param.type) {
        case FieldType::String:
            param.defaultValue = *anyLine();
            break;
        case FieldType::Number:
            param.defaultValue =
                *rc::gen::element<Value>(0, -1.5, 1e308, std::int64_t{9007199254740993});
            break;
        case FieldType::Boolean:
            param.defaultValue = *rc::gen::arbitrary<bool>();
            break;
        case FieldType::Date:
            param.defaultValue = Date{*rc::gen::inRange(-700'000, 2'900'000)};
            break;
        default:
            param.defaultValue =
                DateTime{*rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'799'999)};
        }
        return param;
    });
}

std::string trim(std::string text)
{
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

void ViewFileTest::aHeaderIsUnderstood()
{
    std::vector<Problem> problems;
    const ViewDef view = read("-- title: Revenue by month\r\n"
                              "-- Nobody's setting: only a comment\n"
                              "\n"
                              "--description: What orders brought.\n"
                              "  -- description: By month.\n"
                              "-- param: since date = 2024-01-31 \"Orders since\"\n"
                              "-- param: status string = \"paid\"\n"
                              "-- param: most number\n"
                              "-- chart: line x=month y=revenue,\"number of\"\n"
                              "SELECT 1 -- title: not this\n",
                              &problems);
    QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
    QCOMPARE(view.title, std::string("Revenue by month"));
    QCOMPARE(view.description, std::string("What orders brought.\nBy month."));
    QCOMPARE(view.params.size(), std::size_t{3});
    QVERIFY(view.params[0].defaultValue == Value(Date{19753}));
    QCOMPARE(view.params[0].label, std::string("Orders since"));
    QVERIFY(view.params[1].defaultValue == Value("paid"));
    QVERIFY(view.params[2].type == FieldType::Number && view.params[2].defaultValue.isNull());
    QVERIFY(view.chart && view.chart->kind == ChartKind::Line && view.chart->x == "month");
    QCOMPARE(view.chart->y, (std::vector<std::string>{"revenue", "number of"}));
    QCOMPARE(read("SELECT 1").shownTitle(), std::string("X"));
}

void ViewFileTest::problemsSayWhere_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("no type", "-- param: a", "1:12 The type of the parameter \"a\" must be");
    row("a type of fields", "\n-- param: a vector", "2:13 The type of the parameter \"a\" must be");
    row("no name", "-- param: 1a string", "1:11 A parameter is said as");
    row("twice", "-- param: a string\n-- param: a string",
        "2:11 The parameter \"a\" is said twice");
    row("a bare text", "-- param: a string = paid",
        "1:22 The default of the parameter \"a\" is a text");
    row("no date", "-- param: a date = tomorrow",
        "1:20 The default of the parameter \"a\" must be");
    row("no number", "-- param: a number = \"1\"",
        "1:22 The default of the parameter \"a\" must be");
    row("no end", "-- param: a string = \"x", "1:22 The default of the parameter \"a\" has no end");
    row("more", "-- param: a number = 1 2", "1:24 What stands behind the parameter");
    row("no kind", "-- chart: donut x=a y=b", "1:11 A chart is said as");
    row("no y", "-- chart: bar x=a", "1:11 A chart needs both");
    row("x twice", "-- chart: bar x=a x=b y=c", "1:19 A chart has x= and y=");
    row("empty name", "-- chart: bar x= y=c", "1:14 A chart has x= and y=");
    row("two charts", "-- chart: bar x=a y=b\n-- chart: pie x=a y=b", "2:11 A view has one chart");
}

void ViewFileTest::problemsSayWhere()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    std::vector<Problem> problems;
    read(text.toStdString(), &problems);
    QCOMPARE(problems.size(), std::size_t{1});
    const Problem &problem = problems.front();
    const QString said = QStringLiteral("%1:%2 %3")
                             .arg(problem.line)
                             .arg(problem.column)
                             .arg(QString::fromStdString(problem.message));
    const QString names = expected.section(u' ', 1);
    QVERIFY2(said.section(u' ', 1).startsWith(names), qUtf8Printable(said));
    if (names != QStringLiteral("A chart has x= and y=") ||
        expected.startsWith(QStringLiteral("1:19")))
        QVERIFY2(said.startsWith(expected.section(u' ', 0, 0)), qUtf8Printable(said));
}

void ViewFileTest::aWrittenHeaderReadsBack()
{
    QVERIFY(rc::check([] {
        ViewDef view;
        view.name = "x";
        view.title = trim(*anyLine());
        view.description = trim(*anyLine());
        const int params = *rc::gen::inRange(0, 4);
        for (int i = 0; i < params; ++i)
            view.params.push_back(*anyParam(i));
        if (*rc::gen::arbitrary<bool>()) {
            ViewChart chart;
            chart.kind = *rc::gen::element(ChartKind::Bar, ChartKind::Line, ChartKind::Pie);
            const auto name =
                rc::gen::suchThat(anyLine(), [](const std::string &s) { return !s.empty(); });
            chart.x = *name;
            chart.y = {*name, *name};
            view.chart = chart;
        }
        view.text = viewHeader(view) + "SELECT 1\n";
        std::vector<Problem> problems;
        const ViewDef back = read(view.text, &problems);
        RC_ASSERT(problems.empty());
        RC_ASSERT(back == view);
    }));
}

void ViewFileTest::anyTextIsRead()
{
    QVERIFY(rc::check([] {
        const auto pieces =
            *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                "-- ", "param:", "chart:", "title:", " ", "\n", "=", "\"", "\\", "x", "string",
                "bar", ",", "y=", "x=", "date", "2024-01-01", "é", "\xFF", "SELECT", "\r", "\t"));
        std::string text;
        for (const std::string &piece : pieces)
            text += piece;
        std::vector<Problem> problems;
        const ViewDef view = read(text, &problems);
        RC_ASSERT(view.text == text);
        const auto lines = std::ranges::count(text, '\n') + 1;
        for (const Problem &problem : problems)
            RC_ASSERT(problem.line >= 1 && problem.line <= lines && problem.column >= 1);
        // Taking the chart away and giving it back changes nothing else.
        const ViewChart chart{ChartKind::Pie, "a b", {"c"}};
        const ViewDef changed = read(withChart(text, chart));
        RC_ASSERT(changed.chart == chart);
        RC_ASSERT(changed.title == view.title && changed.params == view.params);
    }));
}

void ViewFileTest::theChartIsReplaced_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("has");
    QTest::addColumn<std::string>("expected");
    const std::string line = "-- chart: bar x=a y=b\n";
    QTest::newRow("added behind the settings")
        << std::string("-- title: T\n-- other\nSELECT 1") << true
        << "-- title: T\n" + line + "-- other\nSELECT 1";
    QTest::newRow("added to bare SQL") << std::string("SELECT 1") << true << line + "SELECT 1";
    QTest::newRow("replaced") << std::string("-- chart: pie x=q y=z\nSELECT 1") << true
                              << line + "SELECT 1";
    QTest::newRow("taken away") << "-- title: T\n" + line + "SELECT 1" << false
                                << std::string("-- title: T\nSELECT 1");
    QTest::newRow("nothing to take") << std::string("SELECT 1") << false << std::string("SELECT 1");
    QTest::newRow("no line end") << std::string("-- title: T") << true << "-- title: T\n" + line;
}

void ViewFileTest::theChartIsReplaced()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, has);
    const std::optional<ViewChart> chart =
        has ? std::optional(ViewChart{ChartKind::Bar, "a", {"b"}}) : std::nullopt;
    QTEST(withChart(text, chart), "expected");
}

void ViewFileTest::valuesAreChecked()
{
    const ViewDef view = read("-- param: since date = 2024-01-01\n-- param: most number\nSELECT 1");
    const auto values = viewValues(view, {{"most", 5}});
    QVERIFY(values.ok());
    QVERIFY(values->at("since") == Value(Date{19723}) && values->at("most") == Value(5));
    QVERIFY(viewValues(view, {{"since", "2025-01-01"}})->at("since") == Value(Date{20089}));
    QVERIFY(viewValues(view, {{"since", nullptr}})->at("since").isNull());
    const auto unknown = viewValues(view, {{"sinse", 1}});
    QCOMPARE(unknown.error().message(),
             std::string("The view has no parameter \"sinse\"; it has since, most."));
    const auto wrong = viewValues(view, {{"most", "5"}});
    QVERIFY(wrong.error().message().starts_with("The parameter most must be"));
}

void ViewFileTest::viewsAreLoaded()
{
    ProjectFiles files;
    const auto add = [&](const char *path, const char *text) {
        files.files[path] = {.text = text, .hash = contentHash(text)};
    };
    add("syncline.json",
        R"({"format": 1, "id": "3f0d2c1a-0000-4000-8000-000000000001", "name": "T"})");
    add("views/b.sql", "SELECT 2");
    add("views/a-1.sql", "-- title: A\n-- param: x\nSELECT 1");
    add("views/sub/c.sql", "SELECT 3");
    add("views/bad name.sql", "SELECT 4");
    const ProjectDef def = loadProject(files, "folder");
    QCOMPARE(def.views.size(), std::size_t{2});
    QCOMPARE(def.views[0]->name, std::string("a-1"));
    QVERIFY(def.findView("b") && !def.findView("c"));
    QVERIFY(def.complete); // no table is kept back for a view
    QCOMPARE(def.problems.size(), std::size_t{3});
    QCOMPARE(def.problems[0].file, std::string("views/a-1.sql"));
    QCOMPARE(def.problems[0].line, 2);
    QCOMPARE(def.problems[1].code, std::string("unexpected_file"));
}

void ViewFileTest::viewsAreRenamedAndRemoved()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString() + "/p";
    QVERIFY(Project::create(root, "P", "3f0d2c1a-0000-4000-8000-000000000001").ok());
    auto project = Project::open(root);
    QVERIFY(project.ok());
    Project &p = **project;
    QVERIFY(p.replaceFile("views/a.sql", std::nullopt, "SELECT 1").ok());
    QVERIFY(p.replaceFile("views/b.sql", std::nullopt, "SELECT 2").ok());
    QVERIFY(p.current()->findView("a") != nullptr);
    QVERIFY(p.renameView("a", "b").error().is(errc::invalidInput));
    QVERIFY(p.renameView("q", "z").error().is(errc::notFound));
    QVERIFY(p.renameView("a", "../z").error().is(errc::invalidInput));
    QVERIFY(p.renameView("a", "c").ok());
    QVERIFY(!p.current()->findView("a"));
    QCOMPARE(p.current()->findView("c")->text, std::string("SELECT 1"));
    QCOMPARE(p.readFile("views/b.sql").value(), std::string("SELECT 2"));
    QVERIFY(p.removeView("c").ok());
    QVERIFY(p.removeView("c").error().is(errc::notFound));
    QVERIFY(!std::filesystem::exists(root / "views/c.sql"));
}

QTEST_GUILESS_MAIN(ViewFileTest)
#include "ViewFileTest.moc"
