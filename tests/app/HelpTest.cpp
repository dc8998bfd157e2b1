#include "app/cli/HelpPages.h"
#include "app/cli/HelpText.h"

#include "app/cli/TextTable.h"
#include "tests/app/VerbHarness.h"
#include "tests/support/StdToString.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace syncline;
using namespace syncline::cli;

class HelpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVerbExplainsItself();
    void overviewNamesEveryVerb();
    void linesFitATerminal();
    void installedFilesAreUpToDate_data();
    void installedFilesAreUpToDate();
    void pagesAreListedAndPrinted();
    void markdownBecomesPlain();
    void manualPageIsSound();
    void completionCompletes_data();
    void completionCompletes();
};

void HelpTest::everyVerbExplainsItself()
{
    VerbHarness harness;
    for (const VerbSpec &verb : harness.registry.verbs()) {
        QCOMPARE(harness.run({verb.name, "--help"}), 0);
        const std::string direct = harness.out.text;
        QCOMPARE(harness.run({"help", verb.name}), 0);
        QCOMPARE(harness.out.text, direct);
        QVERIFY(direct.starts_with("syncline " + verb.name + ": "));
        for (const char *title : {"\nOptions of every verb\n", "\nExamples\n", "\nExit codes\n"})
            QVERIFY2(direct.find(title) != std::string::npos, verb.name.c_str());
        for (const OptionSpec &option : verb.options)
            QVERIFY2(direct.find("--" + option.name) != std::string::npos, option.name.c_str());
    }
    QVERIFY(harness.engine.calls.empty());
}

void HelpTest::overviewNamesEveryVerb()
{
    VerbHarness harness;
    QCOMPARE(harness.run({"help"}), 0);
    for (const VerbSpec &verb : harness.registry.verbs())
        QVERIFY2(harness.out.text.find("\n  " + verb.name + " ") != std::string::npos,
                 verb.name.c_str());
}

void HelpTest::linesFitATerminal()
{
    const VerbRegistry registry;
    for (const VerbSpec &verb : registry.verbs()) {
        const QString help = QString::fromStdString(verbText(verb));
        for (const QString &line : help.split(u'\n')) {
            const bool isExample = line.startsWith(QLatin1String("  syncline "));
            QVERIFY2(isExample || line.size() <= 80, qUtf8Printable(line));
        }
    }
}

void HelpTest::installedFilesAreUpToDate_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<std::string>("expected");
    const VerbRegistry registry;
    QTest::newRow("man page") << QStringLiteral("man/syncline.1") << manualPage(registry);
    QTest::newRow("bash completion")
        << QStringLiteral("completion/syncline.bash") << bashCompletion(registry);
}

void HelpTest::installedFilesAreUpToDate()
{
    QFETCH(const QString, file);
    QFile installed(qEnvironmentVariable("SYNCLINE_SOURCE_DIR") + QStringLiteral("/packaging/") +
                    file);
    QVERIFY2(installed.open(QIODevice::ReadOnly), qUtf8Printable(installed.fileName()));
    const std::string text = installed.readAll().toStdString();
    QTEST(text, "expected"); // else: make it anew with "syncline help --man" or "--completion bash"
}

void HelpTest::pagesAreListedAndPrinted()
{
    VerbHarness harness;
    QCOMPARE(harness.run({"help", "--pages"}), 0);
    const std::string list = harness.out.text;
    for (const char *page : {"filters ", "getting-started ", "import-export ", "lua-reference "})
        QVERIFY2(list.find("\n" + std::string(page)) != std::string::npos, page);
    QCOMPARE(harness.run({"help", "--page", "filters"}), 0);
    QVERIFY(harness.out.text.find("\n====") != std::string::npos);
    QVERIFY(harness.out.text.find("**") == std::string::npos);
    QVERIFY(harness.out.text.find("greaterThan") != std::string::npos);
    QCOMPARE(harness.run({"help", "getting-started"}), 0); // no verb is called like it
    QCOMPARE(harness.run({"help", "--page", "filtrs"}), 2);
    QVERIFY2(harness.err.text.find("did you mean filters?") != std::string::npos,
             harness.err.text.c_str());
}

void HelpTest::markdownBecomesPlain()
{
    QCOMPARE(plainText("# A `b`\n\nSome **bold** and [words](x.md)\non two lines.\n\n"
                       "| a | b |\n|---|---|\n| `1 \\| 2` | two |\n\n"
                       "- one\n- two\n\n```\nx = **y**\n```\n"),
             std::string("A b\n===\n\nSome bold and words on two lines.\n\n"
                         "a      b\n1 | 2  two\n\n- one\n- two\n\n    x = **y**\n"));
}

void HelpTest::manualPageIsSound()
{
    const QString man = QStandardPaths::findExecutable(QStringLiteral("man"));
    if (man.isEmpty())
        QSKIP("man is not installed");
    QProcess process;
    process.start(man, {QStringLiteral("--warnings"), QStringLiteral("-E"), QStringLiteral("UTF-8"),
                        QStringLiteral("-l"), QStringLiteral("-")});
    process.write(QByteArray::fromStdString(manualPage(VerbRegistry())));
    process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    const QByteArray page = process.readAllStandardOutput();
    QVERIFY(page.contains("syncline records DIR MODEL"));
    QVERIFY(page.contains("--filter JSON"));
    QVERIFY(page.contains("'{\"price\":{\"greaterThan\":5}}'"));
}

void HelpTest::completionCompletes_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");
    QTest::newRow("verbs") << QStringLiteral("syncline reco") << QStringLiteral("records");
    QTest::newRow("options") << QStringLiteral("syncline sync shop shop --mod")
                             << QStringLiteral("--mode --models");
    QTest::newRow("choices of an option")
        << QStringLiteral("syncline records shop product --format nd") << QStringLiteral("ndjson");
    QTest::newRow("commands") << QStringLiteral("syncline env shop uns") << QStringLiteral("unset");
    QTest::newRow("global options")
        << QStringLiteral("syncline logs shop --read") << QStringLiteral("--read-only");
}

void HelpTest::completionCompletes()
{
    QFETCH(const QString, words);
    const QString bash = QStandardPaths::findExecutable(QStringLiteral("bash"));
    if (bash.isEmpty())
        QSKIP("bash is not installed");
    QProcess process;
    const QString script =
        QStringLiteral("COMP_WORDS=(%1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _syncline; "
                       "printf '%s\\n' \"${COMPREPLY[@]}\" | sort | xargs")
            .arg(words);
    const QString all = QString::fromStdString(bashCompletion(VerbRegistry())) + script;
    process.start(bash, {QStringLiteral("--norc"), QStringLiteral("-c"), all});
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QTEST(QString::fromUtf8(process.readAllStandardOutput()).trimmed(), "expected");
}

QTEST_GUILESS_MAIN(HelpTest)
#include "HelpTest.moc"
