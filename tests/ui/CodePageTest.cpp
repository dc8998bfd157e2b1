#include <QTest>

#include "tests/ui/CodeFixture.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** The page around the editor: the file on the disk, saving, conflicts, problems. */
class CodePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheFile();
    void goesToTheLineOnceLoaded();
    void typingMakesItDirtyAndUndoClean();
    void savingWritesTheTextAndKeepsTheCaret();
    void lineEndsAndTheMarkComeBackAsTheyWere_data();
    void lineEndsAndTheMarkComeBackAsTheyWere();
    void whatCannotComeBackIsOnlyShown_data();
    void whatCannotComeBackIsOnlyShown();
    void aChangeOutsideIsShownAtOnceWhenClean();
    void aChangeOutsideAsksWhenDirty();
    void theSameTextOutsideIsNoConflict();
    void keepingMineWritesOverWhatWasSeen();
    void nothingUnseenIsWrittenOver();
    void aRemovedFileKeepsItsTextAndCanBeSavedAgain();
    void aFileThatComesBackTakesTheBannerAway();
    void aFailedSaveSaysWhyAndTriesAgain();
    void aReadOnlyProjectIsOnlyShown();
    void shippedFilesAreOnlyShown();
    void aMissingFileCanBeMade();
    void loadingAndErrorHaveTheirStates();
    void revertAsksAndCanBeUndone();
    void problemsShowWhileTyping();
    void jsonIsCheckedWhileTyping();
    void onlyTheNewestCheckCounts();
    void problemsOfTheProjectShow();
    void stateComesBack();
    void everyControlHasAName();
};

void CodePageTest::showsTheFile()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    QCOMPARE(code.text(), code.onDisk());
    QCOMPARE(code.page->title(), u"flag-large.lua"_s);
    QCOMPARE(code.find<QLabel>("code.path")->text(), code.name);
    QCOMPARE(code.find<QLabel>("code.format")->text(), u"Spaces: 2 · LF · Lua"_s);
    QVERIFY(!code.page->isModified());
    QVERIFY(!code.ui.actions.action("code.save")->isEnabled());
    QCOMPARE(code.banner(), QString());
}

void CodePageTest::goesToTheLineOnceLoaded()
{
    CodeFixture code;
    code.ui.engine->hold();
    code.open(9, 6);
    code.ui.engine->release();
    QTRY_COMPARE(code.editor()->currentLine(), 9);
    QCOMPARE(code.editor()->currentColumn(), 6);
    QCOMPARE(code.find<QLabel>("code.place")->text(), u"Line 9, column 6"_s);
    DocumentRef again = code.page->ref();
    again.line = 2;
    code.page->reveal(again);
    QCOMPARE(code.editor()->currentLine(), 2);
    again.line = 4711;
    code.page->reveal(again);
    QCOMPARE(code.editor()->currentLine(), code.editor()->lines());
}

void CodePageTest::typingMakesItDirtyAndUndoClean()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    QSignalSpy titles(code.page.get(), &DocumentPage::titleChanged);
    code.type(u"x"_s);
    QVERIFY(code.page->isModified());
    QCOMPARE(titles.count(), 1);
    QVERIFY(code.ui.actions.action("code.save")->isEnabled());
    code.editor()->undo();
    QVERIFY(!code.page->isModified());
    QCOMPARE(titles.count(), 2);
}

void CodePageTest::savingWritesTheTextAndKeepsTheCaret()
{
    CodeFixture code;
    code.open(7);
    QTRY_VERIFY(code.isLoaded());
    code.type(u"-- "_s);
    code.trigger("code.save");
    code.type(u"!"_s); // while it is being saved
    QTRY_COMPARE(code.ui.engine->callCount("replaceFile"), 1);
    QTRY_VERIFY(code.onDisk().find("  -- local limit") != std::string::npos);
    QVERIFY(code.page->isModified()); // the "!" is not on the disk
    code.trigger("code.save");
    QTRY_VERIFY(!code.page->isModified());
    QCOMPARE(code.text(), code.onDisk());
    QCOMPARE(code.editor()->currentLine(), 7);
    QCOMPARE(code.editor()->currentColumn(), 7);
}

void CodePageTest::lineEndsAndTheMarkComeBackAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("format");
    QTest::newRow("LF") << "a\nb\n"_ba
                        << "\na\nb\n"_ba << u"Spaces: 2 · LF · Lua"_s;
    QTest::newRow("CRLF") << "a\r\nb\r\n"_ba
                          << "\r\na\r\nb\r\n"_ba << u"Spaces: 2 · CRLF · Lua"_s;
    QTest::newRow("mixed") << "a\nb\r\nc\n"_ba
                           << "\na\nb\r\nc\n"_ba << u"Spaces: 2 · mixed line ends · Lua"_s;
    QTest::newRow("no end of the last line") << "a\nb"_ba
                                             << "\na\nb"_ba << u"Spaces: 2 · LF · Lua"_s;
    QTest::newRow("byte order mark") << "\xEF\xBB\xBFx = 1\n"_ba
                                     << "\xEF\xBB\xBF\nx = 1\n"_ba << u"Spaces: 2 · LF · Lua"_s;
    QTest::newRow("letters beyond ASCII") << "-- größer 価格 🚚\n"_ba
                                          << "\n-- größer 価格 🚚\n"_ba << u"Spaces: 2 · LF · Lua"_s;
    QTest::newRow("tabs") << "if x then\n\ty()\nend\n"_ba
                          << "\nif x then\n\ty()\nend\n"_ba << u"Tabs · LF · Lua"_s;
    QTest::newRow("four blanks") << "if x then\n    y()\nend\n"_ba
                                 << "\nif x then\n    y()\nend\n"_ba << u"Spaces: 4 · LF · Lua"_s;
    QTest::newRow("nothing") << ""_ba
                             << "\n"_ba << u"Spaces: 2 · LF · Lua"_s;
}

void CodePageTest::lineEndsAndTheMarkComeBackAsTheyWere()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QString, format);
    CodeFixture code;
    code.onDisk() = before.toStdString();
    code.open();
    QTRY_VERIFY(code.page->canSave());
    QCOMPARE(code.find<QLabel>("code.format")->text(), format);
    QVERIFY(!code.page->isModified());
    code.editor()->goTo(1, 1);
    code.key(Qt::Key_Return);
    QVERIFY(code.page->isModified());
    code.page->save();
    QTRY_COMPARE(QByteArray::fromStdString(code.onDisk()), after);
}

void CodePageTest::whatCannotComeBackIsOnlyShown_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("Latin 1") << "-- gr\xF6\xDF"
                                "er\n"_ba
                             << u"not written in UTF-8"_s;
    QTest::newRow("half a letter") << "-- \xE2\x82"_ba << u"not written in UTF-8"_s;
    QTest::newRow("NUL") << QByteArray("a\0b\n", 4) << u"holds NUL bytes"_s;
    QTest::newRow("too large") << QByteArray(SourceText::maxEdited + 1, '\n') << u"larger than"_s;
}

void CodePageTest::whatCannotComeBackIsOnlyShown()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, says);
    CodeFixture code;
    code.onDisk() = bytes.toStdString();
    code.open();
    QTRY_VERIFY(code.banner().contains(says));
    QVERIFY(code.editor()->isReadOnly());
    QVERIFY(code.editor()->length() > 0);
    code.type(u"x"_s);
    code.page->save();
    QVERIFY(!code.page->isModified());
    QCOMPARE(code.ui.engine->callCount("replaceFile"), 0);
    QCOMPARE(QByteArray::fromStdString(code.onDisk()), bytes);
}

void CodePageTest::aChangeOutsideIsShownAtOnceWhenClean()
{
    CodeFixture code;
    code.open(3);
    QTRY_VERIFY(code.isLoaded());
    code.ui.engine->changeOutside(code.name.toStdString(), "one\ntwo\nthree\nfour\n");
    QTRY_COMPARE(code.text(), std::string("one\ntwo\nthree\nfour\n"));
    QVERIFY(!code.page->isModified());
    QCOMPARE(code.editor()->currentLine(), 3);
    QCOMPARE(code.banner(), QString());
}

void CodePageTest::aChangeOutsideAsksWhenDirty()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"mine "_s);
    code.ui.engine->changeOutside(code.name.toStdString(), "theirs\n");
    QTRY_VERIFY(code.banner().startsWith(u"Another program changed this file"_s));
    QVERIFY(code.text().starts_with("mine "));
    code.press("code.banner.button"); // Reload
    QCOMPARE(code.text(), std::string("theirs\n"));
    QVERIFY(!code.page->isModified());
    QCOMPARE(code.banner(), QString());
    code.editor()->undo();
    QVERIFY(code.text().starts_with("mine ")); // not even that is lost
}

void CodePageTest::theSameTextOutsideIsNoConflict()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"both "_s);
    code.ui.engine->changeOutside(code.name.toStdString(), code.text());
    QTRY_VERIFY(!code.page->isModified());
    QCOMPARE(code.banner(), QString());
}

void CodePageTest::keepingMineWritesOverWhatWasSeen()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"mine "_s);
    code.ui.engine->changeOutside(code.name.toStdString(), "theirs\n");
    QTRY_VERIFY(!code.banner().isEmpty());
    code.press("code.banner.second"); // Keep Mine
    QCOMPARE(code.banner(), QString());
    QVERIFY(code.page->isModified());
    code.page->save();
    QTRY_VERIFY(code.onDisk().starts_with("mine "));
    QTRY_VERIFY(!code.page->isModified());
}

void CodePageTest::nothingUnseenIsWrittenOver()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"mine "_s);
    code.onDisk() = "theirs, and the watcher has not told yet\n";
    code.page->save();
    QTRY_VERIFY(code.banner().startsWith(u"Another program changed this file"_s));
    QCOMPARE(code.onDisk(), std::string("theirs, and the watcher has not told yet\n"));
    QVERIFY(code.page->isModified());
    QSignalSpy closed(code.page.get(), &DocumentPage::closeRequested);
    code.page->saveAndClose(); // without a decision it stays
    QTRY_COMPARE(code.ui.engine->callCount("replaceFile"), 2);
    QTRY_VERIFY(!code.banner().isEmpty());
    QVERIFY(closed.isEmpty());
}

void CodePageTest::aRemovedFileKeepsItsTextAndCanBeSavedAgain()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    const std::string text = code.text();
    code.ui.engine->changeOutside(code.name.toStdString(), std::nullopt);
    QTRY_VERIFY(code.banner().startsWith(u"Another program removed this file"_s));
    QCOMPARE(code.text(), text);
    code.press("code.banner.button"); // Save Again
    QTRY_COMPARE(code.ui.engine->files.count(code.name.toStdString()), 1U);
    QCOMPARE(code.onDisk(), text);
    QTRY_COMPARE(code.banner(), QString());
    QVERIFY(!code.page->isModified());
}

void CodePageTest::aFileThatComesBackTakesTheBannerAway()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    const std::string text = code.onDisk();
    code.ui.engine->changeOutside(code.name.toStdString(), std::nullopt);
    QTRY_VERIFY(!code.banner().isEmpty());
    code.ui.engine->changeOutside(code.name.toStdString(), text);
    QTRY_COMPARE(code.banner(), QString());
}

void CodePageTest::aFailedSaveSaysWhyAndTriesAgain()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"x"_s);
    code.ui.engine->failures["replaceFile"] =
        Error(errc::diskFull, "%1 cannot be saved, because the disk is full.", {"flag-large.lua"});
    code.trigger("code.save");
    QTRY_COMPARE(code.banner(),
                 u"Not saved: flag-large.lua cannot be saved, because the disk is full."_s);
    QVERIFY(code.page->isModified());
    code.ui.engine->failures.clear();
    code.press("code.banner.button"); // Try Again
    QTRY_VERIFY(!code.page->isModified());
    QCOMPARE(code.banner(), QString());
}

void CodePageTest::aReadOnlyProjectIsOnlyShown()
{
    CodeFixture code;
    code.ui.engine->readOnly = true;
    code.open();
    QTRY_VERIFY(code.banner().startsWith(u"The project can only be read"_s));
    code.type(u"x"_s);
    QCOMPARE(code.text(), code.onDisk());
    QVERIFY(!code.page->canSave());
    QVERIFY(!code.ui.actions.action("code.comment")->isEnabled());
}

void CodePageTest::shippedFilesAreOnlyShown()
{
    CodeFixture code("syncline:connectors/rest.lua");
    code.onDisk() = "-- shipped\n";
    code.open();
    QTRY_COMPARE(code.banner(), u"This file ships with Syncline and cannot be changed."_s);
    QVERIFY(code.editor()->isReadOnly());
}

void CodePageTest::aMissingFileCanBeMade()
{
    CodeFixture code("models/order/flagLarge/other.lua");
    code.open();
    const auto *state = code.page->findChild<PageStateView *>();
    QTRY_VERIFY(state->titleText().startsWith(u"There is no file other.lua"_s));
    auto *make = state->findChild<QAbstractButton *>();
    QVERIFY(make && make->text() == u"Make It"_s);
    QTest::mouseClick(make, Qt::LeftButton);
    QVERIFY(code.text().starts_with("return function(ctx)"));
    QVERIFY(code.page->isModified());
    code.trigger("code.save");
    QTRY_COMPARE(code.ui.engine->files.count(code.name.toStdString()), 1U);
    QTRY_VERIFY(!code.page->isModified());
}

void CodePageTest::loadingAndErrorHaveTheirStates()
{
    CodeFixture code;
    code.ui.engine->hold();
    code.open();
    const auto *state = code.page->findChild<PageStateView *>();
    QVERIFY(state->isVisible());
    code.ui.engine->failures["readFile"] = Error(errc::storage, "The disk answers with an error.");
    code.ui.engine->release();
    QTRY_COMPARE(state->bodyText(), u"The disk answers with an error."_s);
    QVERIFY(!code.page->isModified());
    code.ui.engine->failures.clear();
    QTest::mouseClick(state->findChild<QAbstractButton *>(), Qt::LeftButton); // Try again
    QTRY_COMPARE(code.text(), code.onDisk());
    QVERIFY(!state->isVisible());
}

void CodePageTest::revertAsksAndCanBeUndone()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    code.type(u"x"_s);
    code.trigger("code.revert"); // answered with "leave it"
    QVERIFY(code.page->isModified());
    code.ui.prompter.answers = {Answer::DoIt};
    code.trigger("code.revert");
    QVERIFY(!code.page->isModified());
    QCOMPARE(code.text(), code.onDisk());
    code.editor()->undo();
    QVERIFY(code.page->isModified());
}

void CodePageTest::problemsShowWhileTyping()
{
    CodeFixture code;
    code.open(10, 5);
    QTRY_VERIFY(code.isLoaded());
    auto *status = code.find<QAbstractButton>("code.problem");
    QTRY_COMPARE(status->text(), u"No problems"_s);
    QVERIFY(!status->isEnabled());
    code.type(u"retrun "_s);
    QTRY_COMPARE(code.editor()->problemText(10), u"syntax error near 'retrun'"_s);
    QCOMPARE(code.ui.engine->callCount("replaceFile"), 0); // before it is saved
    QCOMPARE(status->text(), u"syntax error near 'retrun'"_s);
    code.editor()->goTo(1, 1);
    QTRY_COMPARE(status->text(), u"Line 10: syntax error near 'retrun'"_s);
    QTest::mouseClick(status, Qt::LeftButton);
    QCOMPARE(code.editor()->currentLine(), 10);
    code.editor()->undo();
    QTRY_COMPARE(code.editor()->problemText(10), QString());
    QCOMPARE(status->text(), u"No problems"_s);
}

void CodePageTest::jsonIsCheckedWhileTyping()
{
    CodeFixture code("models/product/model.json");
    code.open(1, 2);
    QTRY_VERIFY(code.isLoaded());
    auto *status = code.find<QAbstractButton>("code.problem");
    QTRY_COMPARE(status->text(), u"No problems"_s);
    code.type(u",, "_s);
    QTRY_VERIFY(!code.editor()->problemText(1).isEmpty());
    QVERIFY(status->isEnabled());
    QCOMPARE(code.ui.engine->callCount("replaceFile"), 0); // before it is saved
    code.editor()->undo();
    QTRY_COMPARE(code.editor()->problemText(1), QString());
    QCOMPARE(status->text(), u"No problems"_s);
    QCOMPARE(code.ui.engine->callCount("checkScript"), 0);
}

void CodePageTest::onlyTheNewestCheckCounts()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    QTRY_COMPARE(code.ui.engine->callCount("checkScript"), 1);
    code.ui.engine->hold();
    code.type(u"retrun "_s);
    QTRY_COMPARE(code.ui.engine->callCount("checkScript"), 2);
    code.editor()->undo();
    QTRY_COMPARE(code.ui.engine->callCount("checkScript"), 3);
    code.ui.engine->release();
    QTRY_COMPARE(code.find<QAbstractButton>("code.problem")->text(), u"No problems"_s);
    QCOMPARE(code.editor()->problemText(1), QString());
}

void CodePageTest::problemsOfTheProjectShow()
{
    CodeFixture code("models/product/model.json");
    code.ui.engine->problems = {{Problem::Severity::Warning, "x", "The field is not used.",
                                 "models/product/model.json", 4, 6, false},
                                {Problem::Severity::Error, "y", "Of another file.",
                                 "models/order/model.json", 4, 6, false}};
    code.ui.engine->setProject(code.ui.engine->def);
    code.open();
    QTRY_COMPARE(code.editor()->problemText(4), u"The field is not used."_s);
    QCOMPARE(code.find<QLabel>("code.format")->text(), u"Spaces: 2 · LF · JSON"_s);
    QCOMPARE(code.ui.engine->callCount("checkScript"), 0);
    code.ui.engine->problems.clear();
    code.ui.engine->setProject(code.ui.engine->def);
    QTRY_COMPARE(code.editor()->problemText(4), QString());
}

void CodePageTest::stateComesBack()
{
    CodeFixture code;
    code.open(14, 7);
    QTRY_VERIFY(code.isLoaded());
    code.editor()->recolor();    // without a painting yet
    code.editor()->foldLine(11); // "if not order.flagged"
    QCOMPARE(code.editor()->contractedFolds(), QList<int>{11});
    const QJsonObject state = code.page->state();
    code.open();
    code.page->restoreState(state);
    QTRY_VERIFY(code.isLoaded());
    QCOMPARE(code.editor()->currentLine(), state.value(u"line"_s).toInt());
    QCOMPARE(code.editor()->contractedFolds(), QList<int>{11});
    QCOMPARE(code.page->state(), state);
}

void CodePageTest::everyControlHasAName()
{
    CodeFixture code;
    code.open();
    QTRY_VERIFY(code.isLoaded());
    QVERIFY(!code.editor()->accessibleName().isEmpty());
    for (const auto *button : code.page->findChildren<QAbstractButton *>()) {
        if (button->isVisible())
            QVERIFY2(!button->objectName().isEmpty() && !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName()));
    }
}

QTEST_MAIN(CodePageTest)
#include "CodePageTest.moc"
