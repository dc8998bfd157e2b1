#include "tests/support/ActionFixture.h"

#include "core/base/Clock.h"
#include "core/base/Json.h"
#include "core/connection/RecordVault.h"
#include "core/model/Computation.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;

namespace {

std::vector<std::shared_ptr<ModelDef>> appModels()
{
    FieldDef state = field("state", FieldType::RecordState);
    for (const char *name : {"created", "created.installed", "created.uninstalled", "deleted"})
        state.options.push_back({.value = name, .label = {}, .color = {}});
    state.transitions = {
        {.action = "install", .from = {"created"}, .to = "created.installed"},
        {.action = "uninstall", .from = {"created.installed"}, .to = "created.uninstalled"}};
    return {model("app", {field("name", FieldType::String), state,
                          field("token", FieldType::EncryptedString),
                          field("password", FieldType::Password)})};
}

std::shared_ptr<ActionDef> custom(std::string name, std::vector<std::string> builtins)
{
    auto action = std::make_shared<ActionDef>();
    action->name = std::move(name);
    action->model = "app";
    action->kind = ActionKind::Custom;
    for (std::string &builtin : builtins) {
        EffectDef effect;
        effect.builtin = std::move(builtin);
        action->run.effects.push_back(std::move(effect));
    }
    return action;
}

ActionCall call(std::string action, std::int64_t id, ValueObject params = {})
{
    ActionCall made;
    made.action = std::move(action);
    if (id != 0)
        made.id = std::to_string(id);
    made.params = std::move(params);
    return made;
}

std::string words(const ActionOutcome &outcome)
{
    return outcome.errors.empty() ? "done" : outcome.errors.front().describe();
}

} // namespace

/** States and secrets of records in actions. */
class SpecialRecordTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_fixture.reset();
        m_vault.reset();
    }
    void transitionsChangeStates();
    void otherStatesRefuseTheAction();
    void nobodySetsAState();
    void scriptsReadSecretsAndNobodyElse();
    void plainTextIsNotShownBeforeItIsSaved();
    void passwordsAreVerified();
    void computedFieldsAreAlwaysPresent();

private:
    SystemRandom m_random;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<FileStore> m_files;
    std::unique_ptr<RecordVault> m_vault;
    std::unique_ptr<ActionFixture> m_fixture;
};

void SpecialRecordTest::init()
{
    m_fixture = std::make_unique<ActionFixture>(appModels());
    SecretStoreOptions options;
    options.folder = m_fixture->folder.path().toStdString();
    options.projectId = "3f0d2c1a-0000-4000-8000-000000000001";
    options.mode = SecretStoreOptions::Mode::KeyFile;
    options.environment = [](const std::string &) { return std::optional<std::string>(); };
    m_secrets = openSecretStore(std::move(options));
    m_files = std::make_unique<FileStore>(m_fixture->folder.path().toStdString() + "/files");
    m_vault = std::make_unique<RecordVault>(*m_secrets, *m_files, m_random,
                                            KeyDerivation{.operations = 1, .memoryBytes = 8192});
    m_fixture->services.vault = m_vault.get();
    m_fixture->add(custom("install", {"applyParams", "updateRecord"}));
    m_fixture->add(custom("uninstall", {}));
    m_fixture->publish();
}

void SpecialRecordTest::transitionsChangeStates()
{
    QCOMPARE(words(m_fixture->run(call("app.create", 0, {{"name", "a"}}))), std::string("done"));
    QVERIFY(m_fixture->stored("app", 1, "state") == Value("created"));
    const ActionOutcome installed = m_fixture->run(call("app.install", 1, {{"name", "b"}}));
    QCOMPARE(words(installed), std::string("done"));
    QVERIFY(installed.record->fields.at("state") == Value("created.installed"));
    QVERIFY(m_fixture->stored("app", 1, "state") == Value("created.installed"));
    QVERIFY(m_fixture->stored("app", 1, "name") == Value("b"));
    // Without any effect that saves, too.
    QCOMPARE(words(m_fixture->run(call("app.uninstall", 1))), std::string("done"));
    QVERIFY(m_fixture->stored("app", 1, "state") == Value("created.uninstalled"));
    // "created" is wherever one is inside it.
    QCOMPARE(words(m_fixture->run(call("app.install", 1))), std::string("done"));
    // Actions without a transition run in any state.
    QCOMPARE(words(m_fixture->run(call("app.update", 1, {{"name", "c"}}))), std::string("done"));
    QVERIFY(m_fixture->stored("app", 1, "state") == Value("created.installed"));
}

void SpecialRecordTest::otherStatesRefuseTheAction()
{
    m_fixture->run(call("app.create", 0, {{"name", "a"}}));
    const ActionOutcome refused = m_fixture->run(call("app.uninstall", 1));
    QCOMPARE(words(refused),
             std::string("GGT_NO_TRANSITION: Invalid action for the app model. Unable to execute "
                         "the \"uninstall\" action in state \"created\"."));
    QVERIFY(!m_fixture->can(call("app.uninstall", 1)).success);
    QVERIFY(m_fixture->can(call("app.install", 1)).success);
    QVERIFY(m_fixture->stored("app", 1, "state") == Value("created"));
}

void SpecialRecordTest::nobodySetsAState()
{
    const ActionOutcome made =
        m_fixture->run(call("app.create", 0, {{"name", "a"}, {"state", "deleted"}}));
    QVERIFY(!made.success);
    QVERIFY2(words(made).find("is a state: the actions of its transitions change it") !=
                 std::string::npos,
             words(made).c_str());
    QCOMPARE(m_fixture->count("app"), 0);
}

void SpecialRecordTest::scriptsReadSecretsAndNobodyElse()
{
    Value seen;
    std::string table;
    m_fixture->scripts.effects["read.lua"] = [&](RunScope &,
                                                 EffectCall effect) -> Task<Result<Value>> {
        Result<Value> token = effect.record->get("token");
        Result<Value> password = effect.record->get("password");
        seen = ValueList{token ? token.value() : Value(token.error().message()),
                         password ? password.value() : Value()};
        table = json::write(effect.record->toObject());
        co_return Value();
    };
    auto read = custom("read", {});
    EffectDef effect;
    effect.file = "read.lua";
    read->run.effects = {effect};
    m_fixture->add(read);
    m_fixture->publish();
    const ActionOutcome made = m_fixture->run(
        call("app.create", 0, {{"name", "a"}, {"token", "s3cret"}, {"password", "pa55word"}}));
    QCOMPARE(words(made), std::string("done"));
    const std::string shown = json::write(made.record->toObject());
    QVERIFY2(shown.find("s3cret") == std::string::npos, shown.c_str());
    QVERIFY2(shown.find("pa55word") == std::string::npos, shown.c_str());
    QCOMPARE(words(m_fixture->run(call("app.read", 1))), std::string("done"));
    QCOMPARE(json::write(seen), std::string(R"(["s3cret",true])"));
    QVERIFY2(table.find("s3cret") == std::string::npos, table.c_str());
}

void SpecialRecordTest::plainTextIsNotShownBeforeItIsSaved()
{
    m_fixture->run(call("app.create", 0, {{"name", "a"}, {"token", "before"}}));
    m_fixture->add(custom("forget", {"applyParams"})); // sets, and never saves
    m_fixture->publish();
    const ActionOutcome outcome =
        m_fixture->run(call("app.forget", 1, {{"token", "s3cret"}, {"password", "pa55word"}}));
    const std::string shown = json::write(outcome.record->toObject());
    QVERIFY2(shown.find("s3cret") == std::string::npos, shown.c_str());
    QVERIFY2(shown.find("pa55word") == std::string::npos, shown.c_str());
    for (const std::string &line : m_fixture->logTexts())
        QVERIFY2(line.find("s3cret") == std::string::npos, line.c_str());
}

void SpecialRecordTest::passwordsAreVerified()
{
    ValueList seen;
    const auto verify = [&seen](const EffectCall &effect, std::string_view field,
                                std::string_view text) {
        const Result<bool> answer = effect.record->isPassword(field, text);
        seen.emplace_back(answer ? Value(*answer) : Value(answer.error().describe()));
    };
    m_fixture->scripts.effects["verify.lua"] = [&](RunScope &scope,
                                                   EffectCall effect) -> Task<Result<Value>> {
        verify(effect, "password", "pa55word");
        verify(effect, "password", "Pa55word");
        verify(effect, "password", "");
        verify(effect, "token", "s3cret");
        verify(effect, "nope", "s3cret");
        const Result<void> set = effect.record->set("password", "another");
        verify(effect, "password", "another"); // before it is saved
        verify(effect, "password", "pa55word");
        Result<void> saved = co_await scope.save(effect.record);
        verify(effect, "password", "another"); // in the open transaction
        const Result<void> cleared = effect.record->set("password", nullptr);
        verify(effect, "password", "another");
        seen.emplace_back(set && saved && cleared);
        co_return Value();
    };
    auto action = custom("verify", {});
    EffectDef effect;
    effect.file = "verify.lua";
    action->run.effects = {effect};
    m_fixture->add(action);
    m_fixture->publish();
    m_fixture->run(call("app.create", 0, {{"password", "pa55word"}, {"token", "s3cret"}}));
    QCOMPARE(words(m_fixture->run(call("app.verify", 1))), std::string("done"));
    const Value expected = ValueList{
        true,
        false,
        false,
        "GGT_INVALID_RECORD: The field \"token\" of app is no password, so there is nothing to "
        "verify.",
        "GGT_INVALID_RECORD: The model app has no field \"nope\".",
        true,
        false,
        true,
        false,
        true};
    QCOMPARE(json::write(seen), json::write(expected));
}

void SpecialRecordTest::computedFieldsAreAlwaysPresent()
{
    auto def = std::make_shared<ModelDef>(*appModels().front());
    FieldDef length = field("length", FieldType::Computed);
    length.storageKey.clear();
    length.expression = "length(name)";
    length.computation = std::make_shared<const Computation>(
        parseComputation(length.expression, *def, [](std::string_view) {
            return nullptr;
        }).value());
    def->fields.push_back(length);
    m_fixture = std::make_unique<ActionFixture>(std::vector{def});
    Value seen;
    m_fixture->scripts.effects["read.lua"] = [&](RunScope &scope,
                                                 EffectCall effect) -> Task<Result<Value>> {
        ValueList lengths{effect.record->get("length").value()};
        const Result<void> refused = effect.record->set("length", 5);
        lengths.emplace_back(refused ? "set" : refused.error().message());
        const Result<void> set = effect.record->set("name", "abcdef");
        Result<void> saved = co_await scope.save(effect.record);
        lengths.push_back(saved && set ? effect.record->get("length").value() : Value());
        seen = std::move(lengths);
        co_return Value();
    };
    auto read = custom("read", {});
    EffectDef effect;
    effect.file = "read.lua";
    read->run.effects = {effect};
    m_fixture->add(read);
    m_fixture->publish();
    m_fixture->run(call("app.create", 0, {{"name", "abc"}}));
    QCOMPARE(words(m_fixture->run(call("app.read", 1))), std::string("done"));
    const Value expected =
        ValueList{3, "The field \"length\" of app is computed and cannot be set.", 6};
    QCOMPARE(json::write(seen), json::write(expected));
}

QTEST_GUILESS_MAIN(SpecialRecordTest)
#include "SpecialRecordTest.moc"
