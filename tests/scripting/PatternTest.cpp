#include "core/script/ScriptHost.h"
// After it: moc stumbles over headers that begin with <compare>.
#include "scripting/lua/Lua.h"
#include "scripting/sandbox/Pattern.h"

#include <QtTest>

#include <rapidcheck.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace syncline;

namespace {

/** What a match gives: the captures as texts, or the error. */
struct Outcome
{
    std::vector<std::string> values;
    bool found = false;
    std::string error;
    bool operator==(const Outcome &) const = default;
};

/** As string.match: the captures, or the whole match. */
Outcome ours(const std::string &subject, const std::string &pattern,
             std::uint64_t steps = PatternMatcher::defaultSteps)
{
    Outcome outcome;
    try {
        PatternMatcher matcher(subject, pattern, nullptr, nullptr, steps);
        matcher.useAnchor();
        for (std::size_t start = 0; start <= subject.size(); ++start) {
            const std::size_t end = matcher.matchAt(start);
            if (end != PatternMatcher::npos) {
                outcome.found = true;
                if (matcher.captures().empty())
                    outcome.values = {subject.substr(start, end - start)};
                for (const auto &capture : matcher.captures()) {
                    if (capture.length == PatternMatcher::isOpen)
                        throw std::runtime_error("unfinished capture");
                    outcome.values.push_back(
                        capture.length == PatternMatcher::isPosition
                            ? std::to_string(capture.start + 1)
                            : subject.substr(capture.start,
                                             static_cast<std::size_t>(capture.length)));
                }
                break;
            }
            if (matcher.isAnchored())
                break;
        }
    } catch (const std::runtime_error &error) {
        outcome = {{}, false, error.what()};
    }
    return outcome;
}

/** Lua's own string.match. */
class RealLua
{
public:
    RealLua()
        : m_lua(luaL_newstate())
    {
        luaL_requiref(m_lua, "string", luaopen_string, 0);
    }
    ~RealLua() { lua_close(m_lua); }
    RealLua(const RealLua &) = delete;
    RealLua &operator=(const RealLua &) = delete;

    Outcome match(const std::string &subject, const std::string &pattern)
    {
        lua_settop(m_lua, 1);
        lua_getfield(m_lua, 1, "match");
        lua_pushlstring(m_lua, subject.data(), subject.size());
        lua_pushlstring(m_lua, pattern.data(), pattern.size());
        Outcome outcome;
        if (lua_pcall(m_lua, 2, LUA_MULTRET, 0) != LUA_OK) {
            outcome.error = lua_tostring(m_lua, -1);
            return outcome;
        }
        outcome.found = !lua_isnil(m_lua, 2);
        for (int i = 2; outcome.found && i <= lua_gettop(m_lua); ++i) {
            std::size_t size = 0;
            const char *text = lua_tolstring(m_lua, i, &size);
            outcome.values.emplace_back(text, size);
        }
        return outcome;
    }

private:
    lua_State *m_lua;
};

} // namespace

class PatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesAsLua_data();
    void matchesAsLua();
    void matchesAsLuaAtRandom();
    void stopsWithinItsBudget_data();
    void stopsWithinItsBudget();
};

void PatternTest::matchesAsLua_data()
{
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char *name, QByteArray subject, QByteArray pattern) {
        QTest::newRow(name) << subject << pattern;
    };
    row("a class", "hello world", "%a+");
    row("an anchored one", "hello", "^hel(.*)$");
    row("position captures", "abc", "()b()");
    row("a balanced pair", "f(a(b)c)d", "%b()");
    row("a frontier", "THE (quick) fox", "%f[%a]%a+%f[%A]");
    row("a back reference", "say \"hi\" now", "([\"'])(.-)%1");
    row("a set with a range and a class", "x_1-2", "[%w_-]+");
    row("a set with a leading bracket", "]]x", "[]x]+");
    row("a negated set with a leading bracket", "ab]c", "[^]]+");
    row("a range that ends the set", "a-b", "[a-]+");
    row("an escaped bracket in a set", "a]b", "[%]]");
    row("the empty pattern", "abc", "");
    row("an optional item", "color colour", "colou?r");
    row("a NUL", QByteArray("a\0b", 3), QByteArray("a%z?\0", 5));
    row("nothing to match", "", "x*");
    row("a malformed set", "a", "[a");
    row("a malformed end", "a", "a%");
    row("a capture that is not closed", "abc", "(b");
    row("a capture that is not open", "abc", "b)");
    row("a reference to nothing", "abc", "%1");
    row("reference zero", "abc", "%0");
    row("a frontier without a set", "abc", "%fa");
    row("a balance without characters", "abc", "%b");
    row("too many captures", "a", QByteArray("()").repeated(33));
    row("too complex", "a", QByteArray("a?").repeated(250));
    row("high bytes", "\xC3\xA9t\xC3\xA9", "[\x80-\xFF]+");
}

void PatternTest::matchesAsLua()
{
    QFETCH(const QByteArray, subject);
    QFETCH(const QByteArray, pattern);
    RealLua lua;
    const Outcome theirs = lua.match(subject.toStdString(), pattern.toStdString());
    const Outcome mine = ours(subject.toStdString(), pattern.toStdString());
    QCOMPARE(QString::fromStdString(mine.error), QString::fromStdString(theirs.error));
    QCOMPARE(mine.values, theirs.values);
    QCOMPARE(mine.found, theirs.found);
}

void PatternTest::matchesAsLuaAtRandom()
{
    qputenv("RC_PARAMS", "max_success=3000");
    RealLua lua;
    const auto piece = rc::gen::element<std::string>(
        "a", "b", ".", "%a", "%d", "%s", "%w", "%A", "%.", "[ab]", "[^a]", "[a-c]", "[%d_]", "[]a]",
        "(", ")", "()", "*", "+", "-", "?", "^", "$", "%b()", "%f[a]", "%1", "%2", "[", "]", "%",
        "x", " ", "1", "%%");
    const bool holds = rc::check("our matcher gives what Lua's gives", [&] {
        const auto pieces =
            *rc::gen::resize(12, rc::gen::container<std::vector<std::string>>(piece));
        std::string pattern;
        for (const std::string &part : pieces)
            pattern += part;
        const auto letters =
            *rc::gen::resize(20, rc::gen::container<std::string>(rc::gen::element(
                                     'a', 'b', 'c', '1', '(', ')', ' ', 'x', '.')));
        const Outcome theirs = lua.match(letters, pattern);
        const Outcome mine = ours(letters, pattern);
        RC_ASSERT(mine.error == theirs.error);
        RC_ASSERT(mine.values == theirs.values);
    });
    QVERIFY(holds);
}

void PatternTest::stopsWithinItsBudget_data()
{
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("exponential") << QByteArray(28, 'a') << QByteArray("a-").repeated(28) + "b";
    QTest::newRow("four stars") << QByteArray(50'000, 'a') << QByteArray("a*a*a*a*b");
    QTest::newRow("a giant set") << QByteArray(100'000, 'b')
                                 << "[" + QByteArray(100'000, 'a') + "]";
    QTest::newRow("unbalanced") << QByteArray(1'000'000, '(') << QByteArray("%b()");
}

void PatternTest::stopsWithinItsBudget()
{
    QFETCH(const QByteArray, subject);
    QFETCH(const QByteArray, pattern);
    const Outcome outcome = ours(subject.toStdString(), pattern.toStdString(), 1'000'000);
    QVERIFY(outcome.error.find("too many steps") != std::string::npos ||
            outcome.error.find("too complex") != std::string::npos);
}

QTEST_GUILESS_MAIN(PatternTest)
#include "PatternTest.moc"
