#include "core/project/Templates.h"
#include "core/project/Project.h"

#include "tests/support/StdToString.h"
#include <QTemporaryDir>

#include <QTest>

#include <filesystem>
#include <fstream>
#include <string>

using namespace syncline;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view projectId = "3f0d2c1a-0000-4000-8000-000000000001";

std::string describe(const std::vector<Problem> &problems)
{
    std::string text;
    for (const Problem &problem : problems) {
        text += problem.file + ':' + std::to_string(problem.line) + ": " + problem.message + '\n';
    }
    return text;
}

} // namespace

class TemplatesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTemplatesAreOfferedInOrder();
    void everyTemplateLoadsWithoutProblems_data();
    void everyTemplateLoadsWithoutProblems();
    void theShopHasItsParts();
    void aFolderOfTemplatesWorksLikeTheEmbeddedOnes();
    void badRequestsAreRefused();
    void aFailureLeavesNothingBehind();
};

void TemplatesTest::theTemplatesAreOfferedInOrder()
{
    std::string names;
    for (const TemplateInfo &info : listTemplates()) {
        names += info.name + ' ';
        QVERIFY(!info.title.empty() && info.summary.ends_with('.'));
    }
    QCOMPARE(names, std::string("empty shop blog connector types "));
}

void TemplatesTest::everyTemplateLoadsWithoutProblems_data()
{
    QTest::addColumn<std::string>("name");
    for (const TemplateInfo &info : listTemplates())
        QTest::newRow(info.name.c_str()) << info.name;
}

void TemplatesTest::everyTemplateLoadsWithoutProblems()
{
    QFETCH(const std::string, name);
    const QTemporaryDir dir;
    const fs::path folder = fs::path(dir.path().toStdString()) / "new";
    const auto made = createFromTemplate(name, folder, "My “project”", projectId);
    QVERIFY2(made, made ? "" : made.error().describe().c_str());
    const auto project = Project::open(folder);
    QVERIFY(project);
    const ProjectPtr state = project.value()->current();
    QCOMPARE(describe(state->problems), std::string());
    QVERIFY(state->complete);
    QCOMPARE(state->name, std::string("My “project”"));
    QCOMPARE(state->id, std::string(projectId));
    QVERIFY(fs::exists(folder / ".gitignore"));
    QVERIFY(!fs::exists(folder / "template.json"));
}

void TemplatesTest::theShopHasItsParts()
{
    const QTemporaryDir dir;
    const fs::path folder = fs::path(dir.path().toStdString()) / "shop";
    QVERIFY(createFromTemplate("shop", folder, "Shop", projectId));
    const ProjectPtr shop = Project::open(folder).value()->current();
    for (const char *model : {"product", "variant", "image", "customer", "order"}) {
        const auto def = shop->findModel(model);
        QVERIFY2(def, model);
        QCOMPARE(def->source.connection, std::string("shop"));
        QVERIFY(def->findField(def->source.cacheField));
        QVERIFY(def->display());
    }
    QCOMPARE(shop->findConnection("shop")->kind, std::string("sample_shop"));
    QVERIFY(shop->findModel("product")->findField("note")->owner.empty());
    QCOMPARE(shop->findAction("order.update")->run.effects.at(1).file,
             std::string("models/order/update/flag-large.lua"));
    QVERIFY(shop->findAction("product.create")->isPlain()); // a first sync is written natively
    QCOMPARE(shop->findAction("product.discount")->preconditions.size(), 1U);
    QVERIFY(shop->findAction("countLowStock")->returnsResult);
}

void TemplatesTest::aFolderOfTemplatesWorksLikeTheEmbeddedOnes()
{
    const QByteArray source = qgetenv("SYNCLINE_SOURCE_DIR") + "/resources/templates";
    if (!fs::exists(source.toStdString()))
        QSKIP("the test does not run beside the source tree");
    const auto embedded = listTemplates();
    const auto fromFolder = listTemplates(source.toStdString());
    QCOMPARE(fromFolder.size(), embedded.size());
    const QTemporaryDir dir;
    const fs::path base = dir.path().toStdString();
    for (const TemplateInfo &info : embedded) {
        QVERIFY(createFromTemplate(info.name, base / "a" / info.name, "X", projectId));
        QVERIFY(createFromTemplate(info.name, base / "b" / info.name, "X", projectId,
                                   source.toStdString()));
        const auto one = Project::open(base / "a" / info.name);
        const auto two = Project::open(base / "b" / info.name);
        // Every file of the folder is listed for embedding, too.
        QCOMPARE(one.value()->current()->scripts, two.value()->current()->scripts);
        std::size_t count[2] = {0, 0};
        for (const auto &entry : fs::recursive_directory_iterator(base / "a" / info.name))
            count[0] += entry.is_regular_file() ? 1 : 0;
        for (const auto &entry : fs::recursive_directory_iterator(base / "b" / info.name))
            count[1] += entry.is_regular_file() ? 1 : 0;
        QCOMPARE(count[0], count[1]);
    }
}

void TemplatesTest::badRequestsAreRefused()
{
    const QTemporaryDir dir;
    const fs::path base = dir.path().toStdString();
    const auto unknown = createFromTemplate("shoop", base / "a", "X", projectId);
    QVERIFY(!unknown && unknown.error().is(errc::notFound));
    QVERIFY(unknown.error().message().find("empty, shop") != std::string::npos);
    QVERIFY(!createFromTemplate("../shop", base / "a", "X", projectId));
    QVERIFY(!createFromTemplate("shop", base / "a", "", projectId));
    QVERIFY(!createFromTemplate("shop", base / "a", "two\nlines", projectId));
    QVERIFY(!fs::exists(base / "a"));

    fs::create_directories(base / "full");
    std::ofstream(base / "full/mine.txt") << "mine";
    const auto full = createFromTemplate("shop", base / "full", "X", projectId);
    QVERIFY(!full && full.error().is(errc::invalidInput));
    QVERIFY(fs::exists(base / "full/mine.txt"));
    QVERIFY(!fs::exists(base / "full/models"));
}

void TemplatesTest::aFailureLeavesNothingBehind()
{
    const QTemporaryDir dir;
    const fs::path base = dir.path().toStdString();
    const fs::path broken = base / "templates/bad";
    fs::create_directories(broken);
    std::ofstream(broken / "template.json") << R"({"title": "Bad", "summary": "Bad.", "order": 1})";
    std::ofstream(broken / "syncline.json") << "{ broken";
    std::ofstream(broken / "other.txt") << "x";
    const std::string source = (base / "templates").native();
    QVERIFY(!createFromTemplate("bad", base / "new", "X", projectId, source));
    QVERIFY(!fs::exists(base / "new"));
    fs::create_directories(base / "kept/.git");
    QVERIFY(!createFromTemplate("bad", base / "kept", "X", projectId, source));
    QVERIFY(fs::exists(base / "kept/.git"));
    QVERIFY(!fs::exists(base / "kept/other.txt"));
}

QTEST_APPLESS_MAIN(TemplatesTest)
#include "TemplatesTest.moc"
