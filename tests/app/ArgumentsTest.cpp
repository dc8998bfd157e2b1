#include "app/cli/Arguments.h"

#include "app/cli/VerbRegistry.h"
#include "tests/support/StdToString.h"

#include <QTest>
#include <rapidcheck.h>

using namespace syncline;
using namespace syncline::cli;

Q_DECLARE_METATYPE(std::vector<std::string>)

class ArgumentsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void readsNumbers();
    void readsLists();
    void splitsCommands_data();
    void splitsCommands();
    void proposesTheNearest_data();
    void proposesTheNearest();
    void anyWordsAreReadOrRefused();
    void everyVerbIsDescribed();
};

namespace {

using Words = std::vector<std::string>;

VerbSpec probe()
{
    return {.name = "probe",
            .summary = "a probe",
            .positionals = {{.name = "DIR"},
                            {.name = "COMMAND",
                             .presence = PositionalSpec::Presence::Optional,
                             .choices = {"list", "add"}}},
            .options = {
                {"first", "N", ""}, {"force", "", ""}, {"mode", "MODE", "", {"full", "delta"}}}};
}

/** "first=5 force | shop list": options in order, then positionals. */
std::string shown(const Arguments &arguments)
{
    std::string out;
    for (const char *option : {"first", "force", "mode", "environment", "json", "help"}) {
        if (const auto value = arguments.value(option))
            out += std::string(option) + (value->empty() ? "" : "=" + *value) + " ";
    }
    out += "|";
    for (std::size_t i = 0; i < arguments.count(); ++i)
        out += " " + arguments.at(i);
    return out;
}

} // namespace

void ArgumentsTest::reads_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("positionals") << Words{"shop", "add"} << std::string("| shop add");
    QTest::newRow("a value after a space")
        << Words{"shop", "--first", "5"} << std::string("first=5 | shop");
    QTest::newRow("a value after =") << Words{"--first=5", "shop"} << std::string("first=5 | shop");
    QTest::newRow("a value with = in it")
        << Words{"--first=a=b", "shop"} << std::string("first=a=b | shop");
    QTest::newRow("a value that looks like an option")
        << Words{"shop", "--first", "--force"} << std::string("first=--force | shop");
    QTest::newRow("an empty value") << Words{"shop", "--first="} << std::string("first | shop");
    QTest::newRow("a flag") << Words{"--force", "shop"} << std::string("force | shop");
    QTest::newRow("global options") << Words{"shop", "--json", "--environment", "x"}
                                    << std::string("environment=x json | shop");
    QTest::newRow("nothing is an option after --")
        << Words{"--", "--force"} << std::string("| --force");
    QTest::newRow("a lone dash is a positional") << Words{"-"} << std::string("| -");
    QTest::newRow("a known choice")
        << Words{"shop", "list", "--mode", "full"} << std::string("mode=full | shop list");
    QTest::newRow("help before all else") << Words{"--nonsense", "-h"} << std::string("help |");
}

void ArgumentsTest::reads()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, expected);
    const Result<Arguments> arguments = Arguments::parse(probe(), words);
    QVERIFY2(arguments.ok(), arguments ? "" : arguments.error().message().c_str());
    QCOMPARE(shown(arguments.value()), expected);
}

void ArgumentsTest::refuses_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("message");

    QTest::newRow("nothing") << Words{} << std::string("probe needs DIR.");
    QTest::newRow("too much") << Words{"a", "list", "c"}
                              << std::string("probe takes no further argument \"c\".");
    QTest::newRow("an unknown option")
        << Words{"a", "--frist", "3"}
        << std::string("probe has no option --frist; did you mean --first?");
    QTest::newRow("an option like no other")
        << Words{"a", "--zzzzzzz"} << std::string("probe has no option --zzzzzzz.");
    QTest::newRow("one dash") << Words{"a", "-first"}
                              << std::string(
                                     "probe has no option -first; options begin with two dashes.");
    QTest::newRow("a missing value")
        << Words{"a", "--first"} << std::string("--first needs a value: --first N.");
    QTest::newRow("a value for a flag")
        << Words{"a", "--force=yes"} << std::string("--force takes no value.");
    QTest::newRow("an option twice")
        << Words{"a", "--force", "--force"} << std::string("--force is given twice.");
    QTest::newRow("a wrong choice") << Words{"a", "--mode", "ful"}
                                    << std::string("--mode cannot be \"ful\"; did you mean full?");
    QTest::newRow("a wrong command")
        << Words{"a", "remove"}
        << std::string("COMMAND cannot be \"remove\"; it is one of: list, add.");
    QTest::newRow("escapes of a terminal are shown, not sent")
        << Words{"a", "--\x1b[31m"} << std::string("probe has no option --\\x1b[31m.");
}

void ArgumentsTest::refuses()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, message);
    const Result<Arguments> arguments = Arguments::parse(probe(), words);
    QVERIFY(!arguments.ok());
    QVERIFY(arguments.error().is(usageError));
    QCOMPARE(arguments.error().message(), message);
}

void ArgumentsTest::readsNumbers()
{
    const auto number = [](const char *text) {
        return Arguments::parse(probe(), {"a", "--first", text}).value().number("first", 1, 100);
    };
    QCOMPARE(number("1").value().value(), 1);
    QCOMPARE(number("100").value().value(), 100);
    for (const char *wrong : {"0", "101", "-1", "", "1x", " 1", "1.0", "99999999999999999999"})
        QVERIFY2(!number(wrong).ok(), wrong);
    QCOMPARE(number("1x").error().message(),
             std::string("--first must be a whole number from 1 to 100, but is \"1x\"."));
    const Arguments none = Arguments::parse(probe(), {"a"}).value();
    QVERIFY(!none.number("first", 1, 2).value().has_value());
}

void ArgumentsTest::readsLists()
{
    const auto list = [](const char *text) {
        return Arguments::parse(probe(), {"a", "--first", text}).value().list("first");
    };
    QCOMPARE(list("a,b"), (Words{"a", "b"}));
    QCOMPARE(list(" a , b ,"), (Words{"a", "b"}));
    QCOMPARE(list(""), Words{});
    QCOMPARE(list(",,"), Words{});
}

void ArgumentsTest::splitsCommands_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("verb");
    QTest::addColumn<Words>("rest");

    QTest::newRow("nothing") << Words{} << std::string() << Words{};
    QTest::newRow("a verb") << Words{"sync", "shop"} << std::string("sync") << Words{"shop"};
    QTest::newRow("global options before it")
        << Words{"--environment", "x", "--json", "sync", "shop"} << std::string("sync")
        << Words{"--environment", "x", "--json", "shop"};
    QTest::newRow("global options with =")
        << Words{"--environment=x", "sync"} << std::string("sync") << Words{"--environment=x"};
    QTest::newRow("only options") << Words{"--help"} << std::string() << Words{"--help"};
}

void ArgumentsTest::splitsCommands()
{
    QFETCH(const Words, words);
    QFETCH(const std::string, verb);
    QFETCH(const Words, rest);
    const CommandWords command = splitCommand(words);
    QCOMPARE(command.verb, verb);
    QCOMPARE(command.words, rest);
}

void ArgumentsTest::proposesTheNearest_data()
{
    QTest::addColumn<std::string>("word");
    QTest::addColumn<std::string>("nearest");
    const auto row = [](const char *word, const char *near) {
        QTest::newRow(*word ? word : "nothing") << std::string(word) << std::string(near);
    };
    row("snyc", "sync");
    row("record", "records");
    row("recrods", "records");
    row("rec", "records");
    row("banana", "");
    row("", "");
    row("x", "");
}

void ArgumentsTest::proposesTheNearest()
{
    QFETCH(const std::string, word);
    const Words known{"sync", "syncs", "records", "action"};
    QTEST(cli::nearest(word, known), "nearest");
}

void ArgumentsTest::anyWordsAreReadOrRefused()
{
    QVERIFY(rc::check("any words are read, or refused with one line", [](const Words &words) {
        const Result<Arguments> arguments = Arguments::parse(probe(), words);
        if (!arguments) {
            const std::string message = arguments.error().message();
            RC_ASSERT(!message.empty());
            RC_ASSERT(message.find('\n') == std::string::npos);
            RC_ASSERT(message.find('\x1b') == std::string::npos);
        }
    }));
}

void ArgumentsTest::everyVerbIsDescribed()
{
    const VerbRegistry registry;
    QVERIFY(registry.verbs().size() >= 17);
    for (const VerbSpec &verb : registry.verbs()) {
        QVERIFY2(verb.run, verb.name.c_str());
        QVERIFY2(!verb.summary.empty() && !verb.summary.ends_with("."), verb.name.c_str());
        QVERIFY2(!verb.examples.empty(), verb.name.c_str());
        QCOMPARE(registry.find(verb.name), &verb);
        // A required argument never follows an optional one.
        bool isOptional = false;
        for (const PositionalSpec &positional : verb.positionals) {
            const bool required = positional.presence == PositionalSpec::Presence::Required;
            QVERIFY2(!positional.help.empty() && !(required && isOptional), verb.name.c_str());
            isOptional = isOptional || !required;
        }
        for (const OptionSpec &option : verb.options) {
            QVERIFY2(!option.help.empty() && !option.help.ends_with("."), option.name.c_str());
            for (const OptionSpec &global : globalOptions())
                QVERIFY2(global.name != option.name, option.name.c_str());
        }
    }
}

QTEST_GUILESS_MAIN(ArgumentsTest)
#include "ArgumentsTest.moc"
