#include "tests/scripting/support/FakeHttp.h"
#include "tests/scripting/support/ScriptBench.h"

#include <QtTest>

using namespace syncline;
using namespace Qt::StringLiterals;

/** json, http, time, csv, url, base64, hex, crypto, uuid. */
class ModuleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modules_data();
    void modules();
    void requestsAreSentAsWritten_data();
    void requestsAreSentAsWritten();
    void answersAreRead_data();
    void answersAreRead();
    void noAnswerIsAnError();
};

void ModuleTest::modules_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected"); // JSON, or the code of the error
    const auto row = [](const char *name, const QString &source, const QString &expected) {
        QTest::newRow(name) << source << expected;
    };
    row("json of a table, in the order of the alphabet",
        u"return json.encode{ b = 1, a = { 1, 2.5, true, json.null } }"_s,
        u"\"{\\\"a\\\":[1,2.5,true,null],\\\"b\\\":1}\""_s);
    row("json over lines", u"return json.encode({ a = 1 }, { indent = true })"_s,
        u"\"{\\n  \\\"a\\\": 1\\n}\""_s);
    row("empty lists and objects",
        u"return json.encode{ {}, json.array{}, json.decode('[]'), json.decode('{}') }"_s,
        u"\"[{},[],[],{}]\""_s);
    row("big integers stay exact", u"return json.encode(json.decode('9007199254740993'))"_s,
        u"\"9007199254740993\""_s);
    row("mixed keys", u"return json.encode{ 1, a = 2 }"_s, u"SYNC_INVALID_INPUT"_s);
    row("holes", u"local t = { 1, 2, 3 } t[2] = nil t[5] = 1 return json.encode(t)"_s,
        u"SYNC_INVALID_INPUT"_s);
    row("a cycle", u"local t = {} t.a = { t } return json.encode(t)"_s, u"SYNC_INVALID_INPUT"_s);
    row("bad json", u"return json.decode('{\"a\":')"_s, u"SYNC_BAD_JSON"_s);
    row("null",
        u"return json.decode('[null]')[1] == null and json.null == null and tostring(null)"_s,
        u"\"null\""_s);
    row("lazy: index, length, order",
        u"local d = json.lazy('{\"b\":{\"c\":[10,20,30]},\"a\":null}') local keys = ''"
        " for k in pairs(d) do keys = keys .. k end return { d.b.c[2], #d.b.c, keys, d.a == null, d.none == nil, d.b.c[4] == nil }"_s,
        u"[20,3,\"ba\",true,true,true]"_s);
    row("lazy: ipairs and pairs over a list",
        u"local s = 0 for i, v in ipairs(json.lazy('[1,2,3]')) do s = s + i * v end"
        " for i, v in pairs(json.lazy('[1,2,3]')) do s = s + i * v end return s"_s,
        u"28"_s);
    row("lazy: to_table", u"local t = json.lazy('{\"a\":[1]}'):to_table() t.a[2] = 5 return t"_s,
        u"{\"a\":[1,5]}"_s);
    row("lazy inside a value", u"return { x = json.lazy('{\"z\":1,\"a\":2}') }"_s,
        u"{\"x\":{\"z\":1,\"a\":2}}"_s);
    row("collect", u"return json.collect(json.lazy('[{\"v\":[1,2]},{},{\"v\":[3]}]'), 'v')"_s,
        u"[1,2,3]"_s);
    row("numbers",
        u"return json.numbers(json.lazy('[{\"p\":\"12.50\",\"q\":\"x\",\"n\":\"3\"}]'), { 'p', 'q', 'n' })"_s,
        u"[{\"p\":12.5,\"q\":\"x\",\"n\":3}]"_s);

    row("time of a text", u"return time.parse('2024-02-29T12:00:00Z')"_s, u"1709208000000"_s);
    row("time of an HTTP date", u"return time.parse('Sun, 06 Nov 1994 08:49:37 GMT')"_s,
        u"784111777000"_s);
    row("no time", u"return time.parse('yesterday') == nil"_s, u"true"_s);
    row("text of a time", u"return time.format(1709208000123)"_s,
        u"\"2024-02-29T12:00:00.123Z\""_s);
    row("text by a pattern", u"return time.format('2024-02-29', '%d.%m.%Y')"_s,
        u"\"29.02.2024\""_s);
    row("a month later", u"return time.format(time.add('2024-01-31', { months = 1, hours = 2 }))"_s,
        u"\"2024-02-29T02:00:00.000Z\""_s);
    row("an unknown unit", u"return time.add(0, { fortnights = 1 })"_s, u"SYNC_INVALID_INPUT"_s);
    row("now", u"return math.type(time.now()) == 'integer' and time.now() > 1.6e12"_s, u"true"_s);

    row("csv with quotes and line breaks",
        u"return csv.parse('\\xEF\\xBB\\xBFname,note\\r\\n\"a \"\"b\"\"\",\"x\\ny\"\\r\\n\\r\\nc,d')"_s,
        u"[{\"name\":\"a \\\"b\\\"\",\"note\":\"x\\ny\"},{\"name\":\"c\",\"note\":\"d\"}]"_s);
    row("csv whose delimiter is found", u"return csv.parse('a;b\\n1;2')"_s,
        u"[{\"a\":\"1\",\"b\":\"2\"}]"_s);
    row("csv without a header", u"return csv.parse('1,2', { header = false })"_s,
        u"[[\"1\",\"2\"]]"_s);
    row("csv is written", u"return csv.encode({ { a = 1, b = 'x,\"y\"' }, { a = json.null } })"_s,
        u"\"a,b\\r\\n1,\\\"x,\\\"\\\"y\\\"\\\"\\\"\\r\\n,\\r\\n\""_s);
    row("csv with columns",
        u"return csv.encode({ { a = 1, b = 2 } }, { columns = { 'b' }, header = false })"_s,
        u"\"2\\r\\n\""_s);

    row("url encoding", u"return url.encode('a b&c/ä') .. url.decode('%41%2')"_s,
        u"\"a%20b%26c%2F%C3%A4A%2\""_s);
    row("url parts",
        u"local u = url.parse('https://h.example:8080/p?x=1&y=a%20b#f') return { u.scheme, u.host, u.port, u.path, u.query.y, u.fragment }"_s,
        u"[\"https\",\"h.example\",8080,\"/p\",\"a b\",\"f\"]"_s);
    row("url building",
        u"return url.build('https://h.example/p?x=1', { y = 'a b', z = { 1, 2 } })"_s,
        u"\"https://h.example/p?x=1&y=a%20b&z=1&z=2\""_s);
    row("a link on a page", u"return url.resolve('https://h.example/a/b', '../c?d=1')"_s,
        u"\"https://h.example/c?d=1\""_s);
    row("base64",
        u"return { base64.encode('a\\0b?'), base64.decode('YQBiPw=='), base64.encode_url('?\\63>'), base64.decode('Pz8-') }"_s,
        u"[\"YQBiPw==\",\"a\\u0000b?\",\"Pz8-\",\"?\?>\"]"_s);
    row("no base64", u"return base64.decode('%%%')"_s, u"SYNC_INVALID_INPUT"_s);
    row("hex", u"return hex.encode('\\1\\255') .. hex.decode('4142')"_s, u"\"01ffAB\""_s);
    row("no hex", u"return hex.decode('4')"_s, u"SYNC_INVALID_INPUT"_s);
    row("sha256", u"return crypto.sha256('abc')"_s,
        u"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""_s);
    row("hmac", u"return crypto.hmac('sha256', \"It's a Secret to Everybody\", 'Hello, World!')"_s,
        u"\"757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17\""_s);
    row("an unknown hash", u"return crypto.hmac('rot13', 'a', 'b')"_s, u"SYNC_INVALID_INPUT"_s);
    row("random bytes",
        u"return #crypto.random(16) == 32 and crypto.random(16) ~= crypto.random(16)"_s, u"true"_s);
    row("comparing in constant time",
        u"local e = crypto.constant_time_equals return { e('abc', 'abc'), e('abc', 'abd'), e('abc', 'ab'), e('', 'a') }"_s,
        u"[true,false,false,false]"_s);
    row("a uuid", u"return uuid():match('^%x+%-%x+%-4%x+%-[89ab]%x+%-%x+$') ~= nil and #uuid()"_s,
        u"36"_s);
}

void ModuleTest::modules()
{
    QFETCH(const QString, source);
    QFETCH(const QString, expected);
    ScriptBench bench;
    const Result<Value> result = bench.eval(source.toStdString());
    const std::string said = result ? json::write(*result) : result.error().code;
    QVERIFY2(QString::fromStdString(said) == expected,
             result ? said.c_str() : result.error().describe().c_str());
}

void ModuleTest::requestsAreSentAsWritten_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("expected"); // method url | headers | body, or the code of the error
    QTest::newRow("get")
        << u"http.get('http://h.example/a', { query = { q = 'a b', n = 2, none = json.null } })"_s
        << u"GET http://h.example/a?n=2&q=a%20b||"_s;
    QTest::newRow("json")
        << u"http.post('http://h.example/a', { json = { x = 1 }, headers = { ['X-A'] = 'b' } })"_s
        << u"POST http://h.example/a|X-A: b;Content-Type: application/json;|{\"x\":1}"_s;
    QTest::newRow("form")
        << u"http.put('http://h.example/a', { form = { a = '1&2', b = 'ä' } })"_s
        << u"PUT http://h.example/a|Content-Type: application/x-www-form-urlencoded;|a=1%262&b=%C3%A4"_s;
    QTest::newRow("body")
        << u"http.request{ method = 'patch', url = 'http://h.example/', body = 'raw' }"_s
        << u"PATCH http://h.example/||raw"_s;
    QTest::newRow("delete") << u"http.delete('http://h.example/1')"_s
                            << u"DELETE http://h.example/1||"_s;
    QTest::newRow("no url") << u"http.request{ method = 'GET' }"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("two bodies") << u"http.post('http://h.example/', { json = {}, body = 'x' })"_s
                                << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("an unknown option")
        << u"http.get('http://h.example/', { querry = {} })"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("too many retries")
        << u"http.get('http://h.example/', { retries = 50 })"_s << u"SYNC_INVALID_INPUT"_s;
    QTest::newRow("a timeout of nothing")
        << u"http.get('http://h.example/', { timeout_ms = 0 })"_s << u"SYNC_INVALID_INPUT"_s;
}

void ModuleTest::requestsAreSentAsWritten()
{
    QFETCH(const QString, call);
    QFETCH(const QString, expected);
    FakeHttp http;
    http.answer = [](const HttpRequest &) { return FakeHttp::json("{}"); };
    ScriptBench bench({.workers = 1}, &http);
    const Result<Value> result = bench.eval("local r = " + call.toStdString() + " return r.status");
    std::string said;
    if (!result) {
        said = result.error().code;
    } else {
        const HttpRequest request = http.requests().front();
        said = request.method + " " + request.url + "|";
        for (const auto &[name, value] : request.headers)
            said += name + ": " + value + ";";
        said += "|" + request.body;
        QCOMPARE(request.run, RunId{42});
    }
    QCOMPARE(QString::fromStdString(said), expected);
}

void ModuleTest::answersAreRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected"); // JSON, or a part of the message
    QTest::newRow("its parts")
        << QByteArray("{\"a\":[1]}") << 201
        << u"return { r.status, r.ok, r.headers['DATE'], r.headers.date, r.body, r:json().a[1], r.tries }"_s
        << u"[201,true,\"Sun, 06 Nov 1994 08:49:37 GMT\",\"Sun, 06 Nov 1994 08:49:37 GMT\",\"{\\\"a\\\":[1]}\",1,1]"_s;
    QTest::newRow("an error status is an answer")
        << QByteArray("no") << 404 << u"return { r.status, r.ok, r.body }"_s
        << u"[404,false,\"no\"]"_s;
    QTest::newRow("lines")
        << QByteArray("a\r\nb\n\nc") << 200
        << u"local t = {} for line in r:lines() do t[#t + 1] = line end return t"_s
        << u"[\"a\",\"b\",\"\",\"c\"]"_s;
    QTest::newRow("HTML instead of JSON")
        << QByteArray("\n<!doctype html><html>") << 200 << u"return r:json()"_s
        << u"GET http://h.example/ answered 200 with HTML or XML instead of JSON"_s;
    QTest::newRow("nothing instead of JSON")
        << QByteArray() << 204 << u"return r:json()"_s << u"with an empty body"_s;
    QTest::newRow("broken JSON") << QByteArray("{\"a\":") << 200 << u"return r:json()"_s
                                 << u"no valid JSON"_s;
}

void ModuleTest::answersAreRead()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QString, source);
    QFETCH(const QString, expected);
    FakeHttp http;
    http.answer = [&](const HttpRequest &) { return FakeHttp::json(body.toStdString(), status); };
    ScriptBench bench({.workers = 1}, &http);
    const Result<Value> result =
        bench.eval("local r = http.get('http://h.example/') " + source.toStdString());
    const std::string said = result ? json::write(*result) : result.error().message();
    if (result)
        QCOMPARE(QString::fromStdString(said), expected);
    else
        QVERIFY2(said.find(expected.toStdString()) != std::string::npos, said.c_str());
}

void ModuleTest::noAnswerIsAnError()
{
    FakeHttp http;
    http.answer = [](const HttpRequest &) -> Result<HttpResponse> {
        return Error(errc::network, "GET h.example: connection refused.");
    };
    ScriptBench bench({.workers = 1}, &http);
    const Result<Value> result =
        bench.eval("local ok, e = pcall(http.get, 'http://h.example/') return e.code .. e.message");
    QCOMPARE(result->stringOr(), std::string("SYNC_NETWORKGET h.example: connection refused."));
}

QTEST_GUILESS_MAIN(ModuleTest)
#include "ModuleTest.moc"
