#include <QTest>

#include "app/program/OpenProject.h"
#include "core/base/Clock.h"
#include "core/project/Templates.h"
#include "tests/support/StdToString.h"
#include "tests/ui/FakePrompter.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Settings.h"
#include "ui/base/Theme.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/code/CompletionList.h"
#include "ui/code/LuaStandard.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/Banner.h"

#include <QAbstractButton>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The code page on a real project, the real engine and real Lua. */
class CodeWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void luaTellsWhatIsWrongBeforeItIsSaved();
    void completionKnowsTheShop();
    void savingReachesTheDiskAndTheNextRun();
    void anotherEditorsChangeIsSeen();
    void aConflictIsNeverOverwritten();
    void everyStandardFunctionIsThere();

private:
    static constexpr auto path = "models/order/update/flag-large.lua";
    [[nodiscard]] QString file() const
    {
        return m_folder->filePath(u"shop/"_s + QString::fromLatin1(path));
    }
    [[nodiscard]] QByteArray onDisk() const
    {
        QFile opened(file());
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    void writeOutside(const QByteArray &text) const
    {
        QFile opened(file());
        QVERIFY(opened.open(QIODevice::WriteOnly));
        opened.write(text);
    }
    [[nodiscard]] CodeEditor *editor() const { return m_page->editor(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    FakePrompter m_prompter;
    SystemClock m_clock;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<SessionStore> m_session;
    std::unique_ptr<ActionRegistry> m_actions;
    std::unique_ptr<QWidget> m_host;
    CodePage *m_page = nullptr;
};

void CodeWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString shop = m_folder->filePath(u"shop"_s);
    QVERIFY(createFromTemplate("shop", shop.toStdString(), "Shop",
                               "7d4d3c39-1111-4222-8333-444455556666"));
    qputenv("SYNCLINE_PASSPHRASE", "of a test");
    app::OpenRequest request;
    request.folder = shop.toStdString();
    Result<std::unique_ptr<Engine>> opened = app::openProject(request);
    QVERIFY2(opened, opened ? "" : opened.error().message().c_str());
    m_engine = std::move(opened).value();
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    m_theme = std::make_unique<Theme>(m_settings.get(), nullptr);
    m_session = std::make_unique<SessionStore>(m_folder->path(), shop);
    m_actions = std::make_unique<ActionRegistry>();
    m_host = std::make_unique<QWidget>();
    m_host->resize(700, 500);
    DocumentRef ref;
    ref.kind = DocumentRef::Kind::Code;
    ref.name = QString::fromLatin1(path);
    m_page = new CodePage(ref,
                          {m_engine.get(), &m_prompter, m_settings.get(), m_session.get(),
                           m_actions.get(), m_theme.get(), &m_clock},
                          m_host.get());
    m_page->resize(700, 500);
    m_host->show();
    QTRY_VERIFY(m_page->canSave());
    m_page->focusContent();
}

void CodeWindowTest::cleanup()
{
    m_host.reset();
    m_engine->close();
    m_engine.reset();
}

void CodeWindowTest::luaTellsWhatIsWrongBeforeItIsSaved()
{
    const QByteArray before = onDisk();
    QCOMPARE(editor()->bytes(), before);
    editor()->goTo(5, 3);
    QTest::keyClicks(editor(), u"x = = 1 "_s);
    QTRY_VERIFY(editor()->problemText(5).contains(u"unexpected symbol near '='"_s));
    QCOMPARE(onDisk(), before);
    editor()->replaceAll(before);
    QTRY_COMPARE(editor()->problemText(5), QString());
    editor()->replaceAll(before.chopped(4)); // without the last "end"
    QTRY_VERIFY(m_page->findChild<QAbstractButton *>(u"code.problem"_s)
                    ->text()
                    .contains(u"'end' expected"_s));
}

void CodeWindowTest::completionKnowsTheShop()
{
    auto *list = m_page->findChild<CompletionList *>();
    editor()->goTo(13, 1000);
    QTest::keyClick(editor(), Qt::Key_Return);
    QTest::keyClicks(editor(), u"ctx.record."_s);
    QVERIFY(list->names().contains(u"totalPrice"_s));
    QVERIFY(list->names().contains(u"flagged"_s));
    QVERIFY(!list->names().contains(u"changed"_s)); // a method
    QTest::keyClick(editor(), Qt::Key_Escape);
    QTest::keyClick(editor(), Qt::Key_Return);
    QTest::keyClicks(editor(), u"ctx.logger."_s);
    QCOMPARE(list->names(),
             (QStringList{u"debug"_s, u"error"_s, u"fatal"_s, u"info"_s, u"trace"_s, u"warn"_s}));
    QTest::keyClick(editor(), Qt::Key_Escape);
    QTest::keyClick(editor(), Qt::Key_Return);
    QTest::keyClicks(editor(), u"api.product."_s);
    QVERIFY(list->names().contains(u"find_many"_s));
    QVERIFY(list->names().contains(u"discount"_s)); // the project's own action
    QTest::keyClick(editor(), Qt::Key_Escape);
    QTest::keyClick(editor(), Qt::Key_Return);
    QTest::keyClicks(editor(), u"ctx.config."_s);
    QVERIFY(list->names().contains(u"LARGE_ORDER"_s));
}

void CodeWindowTest::savingReachesTheDiskAndTheNextRun()
{
    editor()->replaceAll("return function(ctx)\n  ctx.record.flagged = true\nend\n");
    QVERIFY(m_page->isModified());
    m_page->save();
    QTRY_VERIFY(!m_page->isModified());
    QCOMPARE(onDisk(), editor()->bytes());
    const auto evaluate = [this](std::string source) {
        return m_engine->evaluate(std::move(source), EvalMode::Write);
    };
    const auto made = evaluate("local o = api.order.create { number = 1 }\n"
                               "return api.order.update(o.id, { totalPrice = 1 }).flagged");
    QTRY_VERIFY(made.isFinished());
    const Result<EvalOutcome> outcome = made.result();
    QVERIFY2(outcome, outcome ? "" : outcome.error().message().c_str());
    QCOMPARE(outcome->result, Value(true));
}

void CodeWindowTest::anotherEditorsChangeIsSeen()
{
    writeOutside("-- of another editor\n");
    QTRY_COMPARE(editor()->bytes(), "-- of another editor\n"_ba);
    QVERIFY(!m_page->isModified());
    QVERIFY(QFile::remove(file()));
    auto *banner = m_page->findChild<Banner *>(u"code.banner"_s);
    QTRY_VERIFY(banner->text().startsWith(u"Another program removed this file"_s));
    QCOMPARE(editor()->bytes(), "-- of another editor\n"_ba);
}

void CodeWindowTest::aConflictIsNeverOverwritten()
{
    QTest::keyClicks(editor(), u"-- mine "_s);
    writeOutside("-- theirs\n");
    m_page->save(); // at once: before the watcher can tell
    auto *banner = m_page->findChild<Banner *>(u"code.banner"_s);
    QTRY_VERIFY(banner->text().startsWith(u"Another program changed this file"_s));
    QCOMPARE(onDisk(), "-- theirs\n"_ba);
    QVERIFY(editor()->bytes().startsWith("-- mine "));
}

void CodeWindowTest::everyStandardFunctionIsThere()
{
    std::string source = "local missing = {}\n";
    for (const ApiEntry &entry : luaStandardEntries())
        source += "if " + entry.name + " == nil then missing[#missing + 1] = \"" + entry.name +
                  "\" end\n";
    source += "return table.concat(missing, \" \")";
    const auto asked = m_engine->evaluate(source, EvalMode::ReadOnly);
    QTRY_VERIFY(asked.isFinished());
    const Result<EvalOutcome> outcome = asked.result();
    QVERIFY2(outcome, outcome ? "" : outcome.error().message().c_str());
    QCOMPARE(outcome->result, Value(""));
}

QTEST_MAIN(CodeWindowTest)
#include "CodeWindowTest.moc"
