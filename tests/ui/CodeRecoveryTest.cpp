#include <QTest>

#include "tests/ui/CodeFixture.h"
#include "ui/code/Recovery.h"

#include <QFile>
#include <QJsonArray>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** Text that was typed and not saved: what a crash leaves, and when it is forgotten. */
class CodeRecoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unsavedTextIsOfferedAgain();
    void unsavedTextOfAChangedFileSaysSo();
    void twoOffersAreBothKept();
    void discardingForgetsTheText();
    void savingForgetsTheText();
};

void CodeRecoveryTest::unsavedTextIsOfferedAgain()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"unsaved "_s);
    const QString key = u"unsaved/"_s + code.name;
    QTRY_VERIFY(code.ui.session.value(key).isArray()); // without anything more done
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(code.ui.session.file()), 3000);
    code.open(); // as after a crash
    QTRY_VERIFY(code.banner("code.offer").startsWith(u"There is text of this file"_s));
    QVERIFY(!code.page->isModified());
    code.press("code.offer.button"); // Restore
    QVERIFY(code.text().starts_with("unsaved "));
    QVERIFY(code.page->isModified());
    QCOMPARE(code.banner("code.offer"), QString());
    QCOMPARE(code.ui.session.value(key).toArray().size(), 1); // still not saved
    code.editor()->undo();
    QCOMPARE(code.text(), code.onDisk());
}

void CodeRecoveryTest::unsavedTextOfAChangedFileSaysSo()
{
    CodeFixture code;
    Recovery(&code.ui.session, code.name).keep({"mine\n", "of another text"});
    code.open();
    QTRY_VERIFY(code.banner("code.offer").endsWith(u"The file was changed since."_s));
    code.press("code.offer.second"); // Discard
    QCOMPARE(code.banner("code.offer"), QString());
    QVERIFY(code.ui.session.value(u"unsaved/"_s + code.name).isUndefined());
}

void CodeRecoveryTest::twoOffersAreBothKept()
{
    CodeFixture code;
    Recovery(&code.ui.session, code.name).keep({"older\n", {}});
    code.open();
    QTRY_VERIFY(!code.banner("code.offer").isEmpty());
    code.type(u"newer "_s); // without an answer to the offer
    code.open();
    QTRY_VERIFY(!code.banner("code.offer").isEmpty());
    code.press("code.offer.button");
    QVERIFY(code.text().starts_with("newer "));
    code.press("code.offer.button");
    QCOMPARE(code.text(), std::string("older\n"));
    QCOMPARE(code.banner("code.offer"), QString());
}

void CodeRecoveryTest::discardingForgetsTheText()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"x"_s);
    code.page->discardChanges();
    code.open();
    QTRY_VERIFY(code.isLoaded());
    QCOMPARE(code.banner("code.offer"), QString());
}

void CodeRecoveryTest::savingForgetsTheText()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    const QString key = u"unsaved/"_s + code.name;
    code.type(u"x"_s);
    QTRY_VERIFY(code.ui.session.value(key).isArray());
    code.page->save();
    QTRY_VERIFY(code.ui.session.value(key).isUndefined());
}

QTEST_MAIN(CodeRecoveryTest)
#include "CodeRecoveryTest.moc"
