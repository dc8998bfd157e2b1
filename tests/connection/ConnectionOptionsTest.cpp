#include "core/connection/ConnectionOptions.h"
#include "core/base/Json.h"
#include "core/connection/SecretStore.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <map>
#include <string>

using namespace syncline;

namespace {

/** Secrets in memory. */
class FakeSecrets final : public SecretStore
{
public:
    std::map<std::string, std::string> values = {};
    bool broken = false;

    Result<std::optional<std::string>> get(std::string_view owner, std::string_view name) override
    {
        if (broken)
            return Error(secretsCode, "The keyring is locked.");
        const auto it = values.find(std::string(owner) + '.' + std::string(name));
        return it == values.end() ? std::optional<std::string>() : std::optional(it->second);
    }
    Result<void> set(std::string_view, std::string_view, std::string_view) override { return {}; }
    Result<void> remove(std::string_view, std::string_view) override { return {}; }
    Result<std::vector<std::string>> names(std::string_view) const override
    {
        return std::vector<std::string>();
    }
    Result<void> discard() override { return {}; }
    std::string protection() const override { return {}; }
};

ConnectorOption option(std::string name, std::string type)
{
    ConnectorOption result;
    result.name = std::move(name);
    result.type = std::move(type);
    return result;
}

/** A connector with one option of each sort. */
ConnectorInfo connector()
{
    ConnectorInfo info;
    info.kind = "acme";
    ConnectorOption base = option("baseUrl", "string");
    base.label = "Address";
    ConnectorOption size = option("pageSize", "number");
    size.defaultValue = 100;
    size.min = 1;
    size.max = 250;
    ConnectorOption mode = option("mode", "enum");
    mode.values = {"fast", "slow"};
    mode.optional = true;
    ConnectorOption token = option("apiToken", "string");
    token.secret = true;
    ConnectorOption flag = option("archived", "boolean");
    flag.optional = true;
    ConnectorOption list = option("tags", "list");
    list.optional = true;
    ConnectorOption object = option("headers", "object");
    object.optional = true;
    ConnectorOption pin = option("pin", "number");
    pin.secret = true;
    pin.optional = true;
    info.options = {base, size, mode, token, flag, list, object, pin};
    return info;
}

} // namespace

class ConnectionOptionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faults_data();
    void faults();
    void problemsHaveTheirPlace();
    void secretsAreSplitOff();
    void resolvingFillsInDefaultsAndSecrets();
    void resolvingNamesEverythingThatIsMissing();
    void errorsOfTheSecretStorePassThrough();
};

void ConnectionOptionsTest::faults_data()
{
    QTest::addColumn<std::string>("options");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const char *options, const char *expected) {
        QTest::newRow(name) << std::string(options) << std::string(expected);
    };
    row("all right", R"({"baseUrl": "x"})", "");
    row("all given", R"({"baseUrl": "x", "pageSize": 250, "mode": "fast", "archived": false,
                         "tags": [], "headers": {}})",
        "");
    row("a required one is missing", "{}", "\"Address\" (baseUrl) is missing.");
    row("a required one is empty", R"({"baseUrl": ""})", "\"Address\" (baseUrl) is missing.");
    row("null is not given", R"({"baseUrl": "x", "pageSize": null})", "");
    row("text for a number", R"({"baseUrl": "x", "pageSize": "9"})",
        "\"pageSize\" must be a number, but is string.");
    row("a number for text", R"({"baseUrl": 1})",
        "\"Address\" (baseUrl) must be text, but is integer.");
    row("too small", R"({"baseUrl": "x", "pageSize": 0})", "\"pageSize\" must be at least 1.");
    row("too large", R"({"baseUrl": "x", "pageSize": 250.5})", "\"pageSize\" must be at most 250.");
    row("an unknown choice", R"({"baseUrl": "x", "mode": "warp"})",
        "\"mode\" must be one of fast, slow, but is \"warp\".");
    row("text for a flag", R"({"baseUrl": "x", "archived": "yes"})",
        "\"archived\" must be true or false, but is string.");
    row("text for a list", R"({"baseUrl": "x", "tags": "a"})",
        "\"tags\" must be a list, but is string.");
    row("a list for an object", R"({"baseUrl": "x", "headers": []})",
        "\"headers\" must be an object, but is list.");
    row("an unknown option", R"({"baseUrl": "x", "page_size": 1})",
        "(warning) The connector has no option \"page_size\"; it has no effect.");
}

void ConnectionOptionsTest::faults()
{
    QFETCH(const std::string, options);
    QFETCH(const std::string, expected);
    std::string found;
    for (const OptionFault &fault :
         checkOptions(connector().options, json::parse(options).value().asObject()))
        found += (fault.warning ? "(warning) " : "") + fault.message;
    QCOMPARE(found, expected);
}

void ConnectionOptionsTest::problemsHaveTheirPlace()
{
    const std::string text = "{\n  \"kind\": \"acme\",\n  \"options\": {\n    \"baseUrl\": 5,\n    "
                             "\"apiToken\": \"hush\"\n  }\n}\n";
    ConnectionDef connection;
    connection.name = "shop";
    connection.options = json::parse(text).value()["options"].asObject();
    const auto problems = checkConnection(connection, connector(), text);
    QCOMPARE(problems.size(), 2U);
    QCOMPARE(problems[0].file, std::string("connections/shop/connection.json"));
    QCOMPARE(problems[0].code, std::string("bad_option"));
    QCOMPARE(problems[0].line, 4);
    QCOMPARE(problems[1].code, std::string("secret_in_file"));
    QCOMPARE(problems[1].line, 5);
    QVERIFY(problems[1].message.find("hush") == std::string::npos);
}

void ConnectionOptionsTest::secretsAreSplitOff()
{
    const SplitOptions split = splitSecrets(
        connector().options, {{"baseUrl", "x"}, {"apiToken", "hush"}, {"other", 1}, {"pin", 7}});
    QVERIFY(Value(split.options) == Value(ValueObject{{"baseUrl", "x"}, {"other", 1}}));
    QVERIFY(Value(split.secrets) == Value(ValueObject{{"apiToken", "hush"}, {"pin", 7}}));
    QCOMPARE(secretOptionNames(connector().options), (std::vector<std::string>{"apiToken", "pin"}));
}

void ConnectionOptionsTest::resolvingFillsInDefaultsAndSecrets()
{
    ConnectionDef connection;
    connection.name = "shop";
    connection.options = {{"baseUrl", "x"}, {"apiToken", "from the file"}, {"unknown", 1}};
    FakeSecrets secrets;
    secrets.values = {{"shop.apiToken", "hush"}, {"shop.pin", "42"}, {"web.apiToken", "other"}};
    const auto options = resolveOptions(connection, connector(), secrets);
    QVERIFY2(options, options ? "" : options.error().describe().c_str());
    QVERIFY(
        Value(options.value()) ==
        Value(ValueObject{{"baseUrl", "x"}, {"pageSize", 100}, {"apiToken", "hush"}, {"pin", 42}}));
}

void ConnectionOptionsTest::resolvingNamesEverythingThatIsMissing()
{
    ConnectionDef connection;
    connection.name = "shop";
    connection.options = {{"pageSize", 1000}};
    FakeSecrets secrets;
    const auto options = resolveOptions(connection, connector(), secrets);
    QVERIFY(!options);
    QCOMPARE(options.error().code, std::string(optionsCode));
    QCOMPARE(options.error().message(),
             std::string("The connection \"shop\" cannot be used with its options: \"Address\" "
                         "(baseUrl) is missing. \"pageSize\" must be at most 250. \"apiToken\" is "
                         "missing."));
}

void ConnectionOptionsTest::errorsOfTheSecretStorePassThrough()
{
    ConnectionDef connection;
    connection.name = "shop";
    connection.options = {{"baseUrl", "x"}};
    FakeSecrets secrets;
    secrets.broken = true;
    const auto options = resolveOptions(connection, connector(), secrets);
    QVERIFY(!options);
    QCOMPARE(options.error().code, std::string(secretsCode));
}

QTEST_APPLESS_MAIN(ConnectionOptionsTest)
#include "ConnectionOptionsTest.moc"
