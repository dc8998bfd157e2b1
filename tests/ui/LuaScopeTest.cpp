#include <QTest>

#include "tests/support/StdToString.h"
#include "tests/ui/FakeShop.h"
#include "ui/code/LuaScope.h"

#include <QStringList>

using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;

/** What is offered at the end of a script; "…" in a row's script is where the caret stands. */
class LuaScopeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokens_data();
    void tokens();
    void indents_data();
    void indents();
    void blockStarts_data();
    void blockStarts();
    void offers_data();
    void offers();
    void offersNothing_data();
    void offersNothing();
    void filesKnowTheirModel_data();
    void filesKnowTheirModel();
    void callTips_data();
    void callTips();
    void required_data();
    void required();
    void anyTextIsBorne();

private:
    std::shared_ptr<FakeEngine> m_shop = makeEmptyShop();
    ApiCatalog m_catalog{m_shop->apiList, m_shop->project(),
                         "models/order/flagLarge/flag-large.lua"};
};

void LuaScopeTest::tokens_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("words and signs") << u"local a = b.c:d(1)"_s << u"local a = b . c : d ( 1 )"_s;
    QTest::newRow("a comment") << u"a -- b\nc"_s << u"a [-- b] c"_s;
    QTest::newRow("a long comment") << u"a --[[ b\n ]] c"_s << u"a [--[[ b\n ]]] c"_s;
    QTest::newRow("a long comment with a level")
        << u"--[==[ ]] ]==] c"_s << u"[--[==[ ]] ]==]] c"_s;
    QTest::newRow("texts") << uR"(x("a\"b", 'c'))"_s << uR"(x ( "a\"b" , 'c' ))"_s;
    QTest::newRow("a long text") << u"x = [=[ ]] ]=] y"_s << u"x = [=[ ]] ]=] y"_s;
    QTest::newRow("numbers") << u"0x1F 1e-5 3.14 .5 1..2"_s << u"0x1F 1e-5 3.14 .5 1 .. 2"_s;
    QTest::newRow("an open text") << u"a = \"b c"_s << u"a = \"b c!"_s;
    QTest::newRow("an open comment") << u"a --[[ b"_s << u"a [--[[ b]!"_s;
    QTest::newRow("letters beyond ASCII") << u"größe = 1"_s << u"größe = 1"_s;
    QTest::newRow("nothing") << u""_s << u""_s;
}

void LuaScopeTest::tokens()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    const std::string bytes = text.toStdString();
    QStringList found;
    for (const LuaToken &token : luaTokens(bytes)) {
        QString word = QString::fromStdString(std::string(tokenText(bytes, token)));
        if (token.kind == LuaToken::Kind::Comment)
            word = u"["_s + word + u"]"_s;
        found.append(token.isClosed ? word : word + u"!"_s);
    }
    QCOMPARE(found.join(u' '), expected);
}

void LuaScopeTest::indents_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("step");
    QTest::newRow("function") << u"return function(ctx)"_s << 1;
    QTest::newRow("if") << u"x()\n  if a then"_s << 1;
    QTest::newRow("else") << u"if a then\n  b()\nelse"_s << 1;
    QTest::newRow("elseif") << u"if a then\n  b()\nelseif c then"_s << 1;
    QTest::newRow("a loop") << u"for i = 1, 2 do"_s << 1;
    QTest::newRow("repeat") << u"repeat"_s << 1;
    QTest::newRow("a table") << u"local t = {"_s << 1;
    QTest::newRow("a call") << u"f(function()"_s << 1;
    QTest::newRow("closed in the line") << u"if a then b() end"_s << 0;
    QTest::newRow("a function in the line") << u"f(function() return 1 end)"_s << 0;
    QTest::newRow("end") << u"if a then\nend"_s << 0;
    QTest::newRow("in a comment") << u"-- then"_s << 0;
    QTest::newRow("in a text") << u"x = \"do\""_s << 0;
    QTest::newRow("nothing") << u""_s << 0;
}

void LuaScopeTest::indents()
{
    QFETCH(const QString, text);
    QFETCH(const int, step);
    QCOMPARE(luaIndentStep(text.toStdString()), step);
}

void LuaScopeTest::blockStarts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("start");
    QTest::newRow("if") << u"a() if b then c() end"_s << 4;
    QTest::newRow("the outer one") << u"if b then if c then end end"_s << 0;
    QTest::newRow("over elseif") << u"if b then elseif c then else end"_s << 0;
    QTest::newRow("else of the inner one") << u"if b then if c then else"_s << 10;
    QTest::newRow("a loop stands at its do") << u"for i = 1, 2 do end"_s << 13;
    QTest::newRow("until") << u"repeat x() until"_s << 0;
    QTest::newRow("function") << u"return function() end"_s << 7;
    QTest::newRow("no beginning") << u"x() end"_s << -1;
    QTest::newRow("another word") << u"if b then ending"_s << -1;
    QTest::newRow("in a comment") << u"if b then -- end"_s << -1;
}

void LuaScopeTest::blockStarts()
{
    QFETCH(const QString, text);
    QFETCH(const int, start);
    QCOMPARE(static_cast<int>(luaBlockStart(text.toStdString())), start);
}

void LuaScopeTest::offers_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("wanted");   ///< All of these.
    QTest::addColumn<QString>("unwanted"); ///< None of these.
    const auto row = [](const char *name, const QString &script, const QString &wanted,
                        const QString &unwanted = {}) {
        QTest::newRow(name) << script << wanted << unwanted;
    };
    row("logger", u"logger."_s, u"info warn"_s, u"record find_one"_s);
    row("the logger of ctx", u"return function(ctx)\n  ctx.logger."_s, u"info warn"_s);
    row("ctx", u"return function(ctx)\n  ctx."_s, u"record params api logger config run_id"_s,
        u"info models"_s);
    row("fields of the file's model", u"return function(ctx)\n  ctx.record."_s,
        u"number total paid id createdAt updatedAt customerId"_s, u"changed price"_s);
    row("methods of a record", u"return function(ctx)\n  ctx.record:"_s, u"changed changes touch"_s,
        u"total number"_s);
    row("a variable that holds the record",
        u"return function(ctx)\n  local order = ctx.record\n  if order."_s, u"total paid"_s);
    row("the other record", u"return function(ctx)\n  ctx.record.customer."_s, u"email name"_s,
        u"total"_s);
    row("models and global actions", u"api."_s,
        u"customer order product internal transaction recalculate sendReport"_s, u"info"_s);
    row("what a model offers", u"api.order."_s, u"find_one find_many create flagLarge"_s,
        u"publish recalculate <action>"_s);
    row("without actions", u"api.internal.order."_s, u"find_one create"_s, u"flagLarge"_s);
    row("a record that was found", u"local p = api.product.find_one(1)\np."_s, u"title price"_s);
    row("one that may be nil", u"local p = api.product.maybe_find_one(1)\np."_s, u"title price"_s);
    row("called with a table", u"local l = api.product.find_many { first = 3 }\nl:"_s,
        u"next_page each"_s);
    row("fields of a list", u"local l = api.product.find_many()\nl."_s, u"has_next_page"_s,
        u"next_page"_s);
    row("a walk over all pages", u"for p in api.product.find_many():each() do\n  p."_s,
        u"title price"_s);
    row("a walk with ipairs", u"for i, p in ipairs(api.product.find_many {}) do\n  p."_s,
        u"title price"_s);
    row("after a line that was left in the middle", u"logger.\napi."_s, u"order"_s, u"info"_s);
    row("a chain over lines", u"api\n  .order\n  ."_s, u"find_one"_s);
    row("a response", u"local r = http.get(\"x\")\nr."_s, u"status"_s, u"json"_s);
    row("methods of a response", u"local r = http.get(\"x\")\nr:"_s, u"json"_s, u"status"_s);
    row("Lua's own libraries", u"string."_s, u"format sub gsub"_s, u"concat"_s);
    row("methods of a text", u"ctx.record.number:"_s, u"upper sub"_s);
    row("errors of a validation", u"ctx.errors:"_s, u"add"_s);
    row("a word", u"lo"_s, u"local logger"_s, u"print"_s);
    row("without its capitals", u"api.PRO"_s, u"product"_s, u"order"_s);
    row("variables of the script", u"local limitOfAll = 3\nreturn function(ctx) lim"_s,
        u"limitOfAll"_s);
    row("functions of ours", u"sa"_s, u"save"_s);
    row("keys of create", u"api.product.create { ti"_s, u"title"_s);
    row("keys after others", u"api.product.create { title = \"x\", pr"_s, u"price"_s);
    row("keys of update", u"api.product.update(1, { pri"_s, u"price"_s);
    row("keys of a query", u"api.product.find_many { fi"_s, u"filter first"_s, u"price"_s);
    row("fields of a filter", u"api.product.find_many { filter = { pri"_s, u"price"_s);
    row("operators", u"api.product.find_many { filter = { price = { great"_s,
        u"greaterThan greaterThanOrEqual"_s, u"price"_s);
    row("fields to sort by", u"api.product.find_many { sort = { pri"_s, u"price"_s);
    row("modules", u"local pad = require \"lib."_s, u"lib.pad lib.text.slug"_s);
    row("modules in brackets", u"require(\"sync"_s, u"syncline.config syncline.connector"_s);
    row("fields in texts", u"ctx.record:changed(\"to"_s, u"total"_s);
    row("a longer word of which a shorter is a keyword", u"do"_s, u"do"_s);
}

void LuaScopeTest::offers()
{
    QFETCH(const QString, script);
    QFETCH(const QString, wanted);
    QFETCH(const QString, unwanted);
    const std::string text = script.toStdString();
    const auto found = LuaScope(m_catalog, text).completion(true);
    QStringList names;
    if (found) {
        for (const ApiMember &item : found->items)
            names.append(QString::fromStdString(item.name));
    } else if (wanted == u"do"_s) {
        return; // it is whole
    }
    for (const QString &name : wanted.split(u' '))
        QVERIFY2(names.contains(name), qPrintable(name + u" is not in "_s + names.join(u' ')));
    for (const QString &name : unwanted.split(u' ', Qt::SkipEmptyParts))
        QVERIFY2(!names.contains(name), qPrintable(name + u" is in "_s + names.join(u' ')));
}

void LuaScopeTest::offersNothing_data()
{
    QTest::addColumn<QString>("script");
    QTest::newRow("in a comment") << u"-- logger."_s;
    QTest::newRow("in a long comment") << u"--[[ logger."_s;
    QTest::newRow("in a text") << u"x = \"logger."_s;
    QTest::newRow("in a number") << u"x = 3"_s;
    QTest::newRow("of what is not known") << u"local x = other()\nx."_s;
    QTest::newRow("of a function that is not called") << u"logger.info."_s;
    QTest::newRow("of a method after a dot") << u"logger:"_s;
    QTest::newRow("of a text after a dot") << u"ctx.record.number."_s;
    QTest::newRow("what is written already") << u"api.product.maybe_find_one"_s;
}

void LuaScopeTest::offersNothing()
{
    QFETCH(const QString, script);
    const std::string text = script.toStdString();
    const auto found = LuaScope(m_catalog, text).completion(true);
    QVERIFY2(!found, found ? found->items.front().name.c_str() : "");
}

void LuaScopeTest::filesKnowTheirModel_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("model");
    QTest::newRow("an action's") << u"models/order/flagLarge/flag-large.lua"_s << u"order"_s;
    QTest::newRow("a precondition")
        << u"models/product/publish/preconditions/x.lua"_s << u"product"_s;
    QTest::newRow("a validation") << u"models/product/validations/x.lua"_s << u"product"_s;
    QTest::newRow("a global action's") << u"actions/sendReport/send.lua"_s << u""_s;
    QTest::newRow("a module") << u"lib/pad.lua"_s << u""_s;
}

void LuaScopeTest::filesKnowTheirModel()
{
    QFETCH(const QString, path);
    QFETCH(const QString, model);
    const ApiCatalog catalog(m_shop->apiList, m_shop->project(), path.toStdString());
    QCOMPARE(QString::fromStdString(catalog.model()), model);
    const std::string script = "ctx.record.";
    const auto found = LuaScope(catalog, script).completion(true);
    QCOMPARE(found.has_value(), !model.isEmpty());
}

void LuaScopeTest::callTips_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("argument"); ///< The one that is being written; "-": no tip.
    QTest::newRow("the first") << u"ctx.logger.info("_s << u"fields: table|string"_s;
    QTest::newRow("the second") << u"ctx.logger.info(\"a, b\", "_s << u"text?: string"_s;
    QTest::newRow("commas of a table do not count")
        << u"logger.info({ a = 1, b = 2 }, "_s << u"text?: string"_s;
    QTest::newRow("in the table") << u"logger.info({ a = 1, b = "_s << u"fields: table|string"_s;
    QTest::newRow("the inner call") << u"logger.info(string.format(\"%d\", "_s << u"...: any"_s;
    QTest::newRow("the outer one again")
        << u"logger.info(string.format(\"%d\", 1), "_s << u"text?: string"_s;
    QTest::newRow("of a model") << u"api.order.update(1, "_s << u"fields: table"_s;
    QTest::newRow("a table alone") << u"api.order.find_many { "_s << u"options?: table"_s;
    QTest::newRow("a method") << u"ctx.record:changed("_s << u"field?: string"_s;
    QTest::newRow("more than there are") << u"ctx.record:touch(1, "_s << u""_s;
    QTest::newRow("a closed one") << u"logger.info()"_s << u"-"_s;
    QTest::newRow("an unknown one") << u"other("_s << u"-"_s;
    QTest::newRow("a definition") << u"local function save("_s << u"-"_s;
    QTest::newRow("a comment") << u"-- logger.info("_s << u"-"_s;
}

void LuaScopeTest::callTips()
{
    QFETCH(const QString, script);
    QFETCH(const QString, argument);
    const std::string text = script.toStdString();
    const auto tip = LuaScope(m_catalog, text).callTip();
    QCOMPARE(tip.has_value(), argument != u"-"_s);
    if (tip)
        QCOMPARE(QString::fromStdString(tip->signature.substr(
                     tip->argumentBegin, tip->argumentEnd - tip->argumentBegin)),
                 argument);
}

void LuaScopeTest::required_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("module");
    QTest::newRow("a text") << u"local pad = require \"lib.pad\""_s << u"lib.pad"_s;
    QTest::newRow("in brackets") << u"local pad = require('lib.pad')"_s << u"lib.pad"_s;
    QTest::newRow("none") << u"local pad = 3"_s << u""_s;
    QTest::newRow("no text") << u"require(x)"_s << u""_s;
}

void LuaScopeTest::required()
{
    QFETCH(const QString, line);
    QFETCH(const QString, module);
    const std::string text = line.toStdString();
    QCOMPARE(QString::fromStdString(LuaScope(m_catalog, text).requiredModule()), module);
}

void LuaScopeTest::anyTextIsBorne()
{
    // Every beginning of a script, and every end: what people type is rarely whole.
    const std::string script = m_shop->files.at("models/order/flagLarge/flag-large.lua");
    for (std::size_t i = 0; i <= script.size(); ++i) {
        for (const std::string &part : {script.substr(0, i), script.substr(i)}) {
            const LuaScope scope(m_catalog, part);
            (void)scope.completion(true);
            (void)scope.callTip();
            (void)scope.requiredModule();
        }
    }
    for (const char *odd : {"(",
                            ")",
                            "{{{",
                            "}}}",
                            "a.b:c(",
                            "\"",
                            "[[",
                            "--[==[",
                            "for",
                            "local",
                            "local function",
                            "for a, b in",
                            "x = {",
                            "]",
                            "::",
                            "...",
                            "require",
                            "require(",
                            "f\"\"",
                            "\\",
                            "\xFF\xFE",
                            "local a <const> ="}) {
        const std::string text = odd;
        const LuaScope scope(m_catalog, text);
        (void)scope.completion(true);
        (void)scope.callTip();
        (void)scope.requiredModule();
    }
}

QTEST_GUILESS_MAIN(LuaScopeTest)
#include "LuaScopeTest.moc"
