#include <QTest>

#include "core/net/ResponseParser.h"

#include <algorithm>
#include <optional>
#include <rapidcheck.h>
#include <sstream>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

using namespace syncline;
using httperr::Cause;
using Ending = ResponseParser::Ending;
using State = ResponseParser::State;
namespace http = boost::beast::http;

namespace {

/** All that can be seen of a parser. */
std::string told(ResponseParser &parser)
{
    std::ostringstream out;
    out << static_cast<int>(parser.state()) << ' ' << parser.status() << ' '
        << static_cast<int>(parser.failure().cause) << ' ' << parser.failure().words << ' '
        << parser.keepsAlive() << '\n';
    for (const auto &[name, value] : parser.headers())
        out << name << '=' << value << '\n';
    out << parser.body();
    return out.str();
}

/** Puts @p bytes in pieces of at most @p size; how many were taken. */
std::size_t putInPieces(ResponseParser &parser, std::string_view bytes, std::size_t size)
{
    std::size_t taken = 0;
    while (!bytes.empty() && parser.state() == State::Reading) {
        const std::string piece(bytes.substr(0, size)); // so that reading beyond it is seen
        const std::size_t used = parser.put(piece);
        taken += used;
        bytes.remove_prefix(used);
        if (used < piece.size())
            break;
    }
    return taken;
}

struct Wire
{
    std::string head; ///< With its interim answers, if any.
    std::string rest;
    std::string body; ///< What it holds.
};

rc::Gen<std::string> anyToken()
{
    return rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("abcXYZ019-_!#$%&'*+.^`|~"))));
}

/** Words without spaces at their ends. */
rc::Gen<std::string> anyHeaderValue()
{
    return rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("abc\"=;:/\xc3\xbc()<>@[]{}?19")));
}

rc::Gen<std::string> anyBody()
{
    return rc::gen::container<std::string>(rc::gen::arbitrary<char>());
}

std::string hex(std::size_t number)
{
    std::ostringstream out;
    out << std::hex << number;
    return out.str();
}

std::string inChunks(const std::string &body)
{
    std::string out;
    for (std::size_t from = 0; from < body.size();) {
        const auto size = std::min(body.size() - from, *rc::gen::inRange<std::size_t>(1, 40));
        out += hex(size) + (*rc::gen::arbitrary<bool>() ? ";a=\"b\"" : "") + "\r\n" +
               body.substr(from, size) + "\r\n";
        from += size;
    }
    return out + "0\r\n" + (*rc::gen::arbitrary<bool>() ? "X-Sum: 1\r\n" : "") + "\r\n";
}

/** An answer that is all right, with its length told in one of the ways. */
rc::Gen<Wire> anyAnswer()
{
    return rc::gen::exec([] {
        Wire wire;
        wire.body = *anyBody();
        const bool isChunked = *rc::gen::arbitrary<bool>();
        wire.head = "HTTP/1." + std::string(*rc::gen::element("0", "1")) + ' ' +
                    std::to_string(*rc::gen::element(200, 201, 301, 404, 429, 503, 599)) +
                    *rc::gen::element<std::string>(" OK\r\n", " \r\n", " Some other words\r\n");
        for (int i = *rc::gen::inRange(0, 6); i > 0; --i)
            wire.head += "X-" + *anyToken() + ": " + *anyHeaderValue() + "\r\n";
        if (*rc::gen::arbitrary<bool>())
            wire.head += *rc::gen::element<std::string>("Connection: close\r\n",
                                                        "connection: Keep-Alive\r\n");
        wire.head += isChunked ? "Transfer-Encoding: chunked\r\n"
                               : "Content-Length: " + std::to_string(wire.body.size()) + "\r\n";
        wire.head += "\r\n";
        wire.rest = isChunked ? inChunks(wire.body) : wire.body;
        return wire;
    });
}

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

/** Reading answers, whatever comes and however it is cut into pieces. */
class ResponseParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void refusals_data();
    void refusals();
    void connections_data();
    void connections();
    void limits();
    void splittingChangesNothing();
    void whatIsCutOffIsNeverWhole();
    void agreesWithBeast();
    void bytesThatAreNoAnswerDoNoHarm();
};

void ResponseParserTest::answers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("endsByItself");
    const auto row = [](const char *name, QByteArray bytes, const char *body, int status = 200,
                        bool endsByItself = true) {
        QTest::newRow(name) << bytes << QByteArray(body) << status << endsByItself;
    };
    row("with a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "");
    row("the same length twice",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2, 2\r\n\r\nhi", "hi");
    row("in chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n003 ;x=y\r\n "
        "ho\r\n0\r\n\r\n",
        "hi ho");
    row("no chunk but the last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
        "");
    row("trailers are passed over",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nhi\r\n0\r\nX: "
        "y\r\nZ: "
        "\r\n\r\n",
        "hi");
    row("chunks go before a length",
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: "
        "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "hi");
    row("until the connection closes", "HTTP/1.1 200 OK\r\n\r\nhi", "hi", 200, false);
    row("identity is no coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhi", "hi",
        200, false);
    row("HTTP/1.0", "HTTP/1.0 404 Not Found\r\n\r\nhi", "hi", 404, false);
    row("204 has no body", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "", 204);
    row("304 has no body", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", "",
        304);
    row("behind interim answers",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; "
        "rel=preload\r\nContent-Length: 7\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: "
        "2\r\n\r\nhi",
        "hi", 201);
    row("no words", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("no words and no space", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("line feeds alone in the head", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "hi");
    row("a space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi", "hi");
    row("a folded header", "HTTP/1.1 200 OK\r\nX: a\r\n\t b\r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("a coding that is none of ours",
        "HTTP/1.1 200 OK\r\nContent-Encoding: utf-8\r\nContent-Length: 2\r\n\r\nhi", "hi");
}

void ResponseParserTest::answers()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const bool, endsByItself);
    for (const std::size_t size : {std::size_t(1), std::size_t(2), std::size_t(7), SIZE_MAX}) {
        ResponseParser parser({});
        const std::string more = bytes.toStdString() + (endsByItself ? "HTTP/1.1 500" : "");
        QCOMPARE(putInPieces(parser, more, size), static_cast<std::size_t>(bytes.size()));
        QCOMPARE(parser.state(), endsByItself ? State::Complete : State::Reading);
        parser.end(Ending::Closed);
        QVERIFY2(parser.state() == State::Complete, parser.failure().words.c_str());
        QCOMPARE(parser.status(), status);
        QCOMPARE(QByteArray::fromStdString(parser.body()), body);
        QCOMPARE(findHeader(parser.headers(), "link"), std::string_view()); // of 103
    }
    if (endsByItself)
        return;
    ResponseParser parser({}); // a reset is no orderly end
    parser.put(bytes.toStdString());
    parser.end(Ending::Broken);
    QCOMPARE(parser.state(), State::Failed);
    QCOMPARE(parser.failure().cause, Cause::BrokenOff);
    QCOMPARE(parser.failure().bytes, static_cast<std::size_t>(body.size()));
}

void ResponseParserTest::refusals_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("cause");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const QByteArray &bytes, const char *words,
                        Cause cause = Cause::NotHttp) {
        QTest::newRow(name) << bytes << static_cast<int>(cause) << QByteArray(words);
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", "line of a status");
    row("the beginning of TLS", QByteArray("\x15\x03\x01\x00\x02\x02", 6), "line of a status");
    row("HTTP/2", "HTTP/2 200\r\n\r\n", "line of a status");
    row("a number that is none", "HTTP/1.1 2x0 OK\r\n\r\n", "line of a status");
    row("a number of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "line of a status");
    row("a number below 100", "HTTP/1.1 099 OK\r\n\r\n", "line of a status");
    row("a version of two digits", "HTTP/1.10 200 OK\r\n\r\n", "line of a status");
    row("an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", "line of a status");
    row("no colon", ok + "Content-Length\r\n\r\n", "\"Content-Length\" is no header");
    row("no name", ok + ": x\r\n\r\n", "is no header");
    row("a name with a space", ok + "Content Length: 1\r\n\r\n", "is no header");
    row("folded from the start", ok + " X: y\r\n\r\n", "begins with a space");
    row("NUL in a header", ok + QByteArray("X: a\0b\r\n\r\n", 10), "stray CR or NUL");
    row("CR in a header", ok + "X: a\rb\r\n\r\n", "stray CR or NUL");
    row("another protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "protocol");
    row("two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi", "Content-Length");
    row("a length with a sign", ok + "Content-Length: +1\r\n\r\nh", "Content-Length");
    row("a length below 0", ok + "Content-Length: -1\r\n\r\nh", "Content-Length");
    row("an empty length", ok + "Content-Length:\r\n\r\nh", "Content-Length");
    row("a length of 2^64", ok + "Content-Length: 18446744073709551616\r\n\r\nh", "Content-Length");
    row("another transfer coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n",
        "Transfer-Encoding");
    row("chunked twice", ok + "Transfer-Encoding: chunked, chunked\r\n\r\n", "Transfer-Encoding");
    row("a size that is none", chunked + "x\r\n", "\"x\" is no size");
    row("an empty size", chunked + "\r\n", "is no size");
    row("a size with a sign", chunked + "-1\r\n", "is no size");
    row("a size of 2^64", chunked + "10000000000000000\r\n", "is no size");
    row("a chunk that is too long", chunked + "2\r\nhiho\r\n", "longer than it says");
    row("line feeds alone in chunks", chunked + "2\nhi\n0\n\n", "CR and LF");
    row("packed with what was not asked for", ok + "Content-Encoding: br\r\n\r\n", "br",
        Cause::BadPacking);
    row("packed twice", ok + "Content-Encoding: gzip, gzip\r\n\r\n", "twice", Cause::BadPacking);
    row("not packed at all", ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        "damaged", Cause::BadPacking);
}

void ResponseParserTest::refusals()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, cause);
    QFETCH(const QByteArray, words);
    for (const std::size_t size : {std::size_t(1), SIZE_MAX}) {
        ResponseParser parser({});
        putInPieces(parser, bytes.toStdString(), size);
        QCOMPARE(parser.state(), State::Failed);
        QCOMPARE(static_cast<int>(parser.failure().cause), cause);
        QVERIFY2(parser.failure().words.find(words.toStdString()) != std::string::npos,
                 parser.failure().words.c_str());
        QVERIFY(!parser.keepsAlive());
        parser.end(Ending::Closed); // changes nothing
        QCOMPARE(static_cast<int>(parser.failure().cause), cause);
    }
}

void ResponseParserTest::connections_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepsAlive");
    QTest::addColumn<int>("keepsFor"); // -1: not said
    const auto row = [](const char *head, bool keepsAlive, int keepsFor = -1) {
        QTest::newRow(head) << QByteArray(head) << keepsAlive << keepsFor;
    };
    row("HTTP/1.1 200 OK", true);
    row("HTTP/1.1 200 OK\r\nConnection: close", false);
    row("HTTP/1.1 200 OK\r\nConnection: x, Close", false);
    row("HTTP/1.1 200 OK\r\nConnection: keep-alive, close", false);
    row("HTTP/1.0 200 OK", false);
    row("HTTP/1.0 200 OK\r\nConnection: keep-alive", true);
    row("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100", true, 5);
    row("HTTP/1.1 200 OK\r\nKeep-Alive: max=1,Timeout=70", true, 70);
    row("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=99999999999", true, 3'600);
    row("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=x", true);
    row("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", false); // and a length
}

void ResponseParserTest::connections()
{
    QFETCH(const QByteArray, head);
    QFETCH(const bool, keepsAlive);
    QFETCH(const int, keepsFor);
    const bool isChunked = head.contains("chunked");
    ResponseParser parser({});
    parser.put(head.toStdString() + "\r\nContent-Length: 1\r\n\r\n" +
               (isChunked ? "1\r\nx\r\n0\r\n\r\n" : "x"));
    QCOMPARE(parser.state(), State::Complete);
    QCOMPARE(parser.keepsAlive(), keepsAlive);
    QCOMPARE(parser.keepsFor() ? static_cast<int>(parser.keepsFor()->count()) : -1, keepsFor);
}

void ResponseParserTest::limits()
{
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const auto causeOf = [](std::string bytes, ResponseParser::Rules rules = {}) {
        ResponseParser parser(rules);
        putInPieces(parser, bytes, 4'096);
        return parser.state() == State::Failed ? std::optional(parser.failure().cause)
                                               : std::nullopt;
    };
    const std::string long1(ResponseParser::maxHead, 'x');
    std::string many = ok;
    while (many.size() <= ResponseParser::maxHead)
        many += "X-Header: value\r\n";
    QCOMPARE(causeOf(ok + "X: " + long1), Cause::HeadTooLarge);
    QCOMPARE(causeOf(many), Cause::HeadTooLarge);
    std::string interim;
    while (interim.size() <= ResponseParser::maxHead)
        interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
    QCOMPARE(causeOf(interim), Cause::HeadTooLarge);
    const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    QCOMPARE(causeOf(chunked + "2;" + long1), Cause::HeadTooLarge);
    QCOMPARE(causeOf(chunked + "0\r\n" + many), Cause::HeadTooLarge);
    std::string chunks = chunked; // their lines together may be longer
    while (chunks.size() <= 2 * ResponseParser::maxHead)
        chunks += "2;some=extension\r\nhi\r\n";
    QCOMPARE(causeOf(chunks), std::optional<Cause>());
    ResponseParser::Rules small;
    small.maxBody = 2;
    QCOMPARE(causeOf(chunked + "2\r\nhi\r\n0\r\n\r\n", small), std::optional<Cause>());
    QCOMPARE(causeOf(chunked + "2\r\nhi\r\n1\r\nx", small), Cause::TooLarge);
    QCOMPARE(causeOf(ok + "\r\nhi!", small), Cause::TooLarge);
    QCOMPARE(causeOf(ok + "Content-Length: 3\r\n\r\n", small), Cause::TooLarge);
    small.isHead = true;
    QCOMPARE(causeOf(ok + "Content-Length: 3\r\n\r\n", small), std::optional<Cause>());
    // A server's word alone reserves no memory to speak of.
    QCOMPARE(causeOf(ok + "Content-Length: 18446744073709551615\r\n\r\nx"), std::optional<Cause>());
}

void ResponseParserTest::splittingChangesNothing()
{
    QVERIFY(rc::check("split anywhere", [] {
        const Wire wire = *anyAnswer();
        std::string bytes = wire.head + wire.rest;
        if (*rc::gen::inRange(0, 3) == 0 && !bytes.empty()) // spoil it
            bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
        ResponseParser whole({});
        const std::size_t taken = whole.put(bytes);
        ResponseParser split({});
        std::size_t from = 0;
        while (from < bytes.size() && split.state() == State::Reading) {
            const std::string piece = bytes.substr(from, *rc::gen::inRange<std::size_t>(1, 60));
            from += split.put(piece);
        }
        if (whole.state() != State::Failed)
            RC_ASSERT(from == taken);
        RC_ASSERT(told(split) == told(whole));
        whole.end(Ending::Closed);
        split.end(Ending::Closed);
        RC_ASSERT(told(split) == told(whole));
    }));
}

void ResponseParserTest::whatIsCutOffIsNeverWhole()
{
    QVERIFY(rc::check("cut anywhere", [] {
        const Wire wire = *anyAnswer();
        const std::string bytes = wire.head + wire.rest;
        ResponseParser parser({});
        parser.put(
            std::string_view(bytes).substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size())));
        RC_ASSERT(parser.state() == State::Reading);
        const bool hasBegun = parser.hasBegun();
        parser.end(Ending::Closed);
        RC_ASSERT(parser.state() == State::Failed);
        RC_ASSERT(parser.failure().cause == (hasBegun ? Cause::BrokenOff : Cause::Closed));
    }));
}

void ResponseParserTest::agreesWithBeast()
{
    QVERIFY(rc::check("as Boost.Beast reads it", [] {
        const Wire wire = *anyAnswer();
        const std::string bytes = wire.head + wire.rest;
        ResponseParser ours({});
        RC_ASSERT(ours.put(bytes + "HTTP") == bytes.size());
        RC_ASSERT(ours.state() == State::Complete);
        RC_ASSERT(ours.body() == wire.body);

        http::response_parser<http::string_body> theirs;
        theirs.eager(true);
        theirs.body_limit(boost::none);
        boost::system::error_code error;
        std::string_view rest(bytes);
        while (!rest.empty() && !theirs.is_done()) {
            const std::size_t used =
                theirs.put(boost::asio::buffer(rest.data(), rest.size()), error);
            RC_ASSERT(!error || error == http::error::need_more);
            RC_ASSERT(used > 0U);
            rest.remove_prefix(used);
        }
        RC_ASSERT(theirs.is_done());
        const auto &message = theirs.get();
        RC_ASSERT(ours.status() == static_cast<int>(message.result_int()));
        RC_ASSERT(ours.body() == message.body());
        RC_ASSERT(ours.keepsAlive() == message.keep_alive());
        HttpHeaders headers;
        for (const auto &field : message) {
            if (!view(field.name_string()).starts_with("X-Sum")) // a trailer
                headers.emplace_back(view(field.name_string()), view(field.value()));
        }
        const auto sorted = [](HttpHeaders list) {
            for (auto &[name, value] : list)
                std::transform(name.begin(), name.end(), name.begin(), [](char c) {
                    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                });
            std::stable_sort(list.begin(), list.end());
            return list;
        };
        RC_ASSERT(sorted(ours.headers()) == sorted(headers));
    }));
}

void ResponseParserTest::bytesThatAreNoAnswerDoNoHarm()
{
    QVERIFY(rc::check("any bytes", [] {
        const std::string head = *rc::gen::element<std::string>(
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string bytes = head + *rc::gen::container<std::string>(rc::gen::oneOf(
                                             rc::gen::arbitrary<char>(),
                                             rc::gen::elementOf(std::string("\r\n: ;0123abc"))));
        ResponseParser parser({});
        RC_ASSERT(parser.put(bytes) <= bytes.size());
        parser.end(*rc::gen::element(Ending::Closed, Ending::Broken));
        RC_ASSERT(parser.state() != State::Reading);
        RC_ASSERT(parser.body().size() <= bytes.size());
    }));
}

QTEST_GUILESS_MAIN(ResponseParserTest)
#include "ResponseParserTest.moc"
