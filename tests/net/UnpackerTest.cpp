#include <QTest>

#include "core/net/Unpacker.h"

#include <array>
#include <rapidcheck.h>
#include <string>

#include <zlib.h>

using namespace syncline;
using Outcome = Unpacker::Outcome;
using Packing = Unpacker::Packing;

namespace {

enum Wrapping { Raw = -15, Zlib = 15, Gzip = 31 };

std::string packed(std::string text, Wrapping wrapping)
{
    z_stream z{};
    deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, wrapping, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, text.size()) + 32, '\0');
    void *from = text.data();
    void *to = out.data();
    z.next_in = static_cast<Bytef *>(from);
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = static_cast<Bytef *>(to);
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

} // namespace

class UnpackerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unpacksWhateverThePieces();
    void severalMembersAreOne();
    void whatIsCutOffIsNotWhole();
    void whatIsSpoiltIsNeverTakenForGood();
    void aBombStopsAtTheLimit();
};

void UnpackerTest::unpacksWhateverThePieces()
{
    QVERIFY(rc::check("pieces", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'e'));
        const auto wrapping = *rc::gen::element(Raw, Zlib, Gzip);
        const std::string bytes = packed(text, wrapping);
        Unpacker unpacker(wrapping == Gzip ? Packing::Gzip : Packing::Deflate);
        RC_ASSERT(unpacker.isWhole()); // nothing at all is a body, too
        std::string body = "before ";
        for (std::size_t from = 0; from < bytes.size();) {
            const std::string piece = bytes.substr(from, *rc::gen::inRange<std::size_t>(1, 20));
            from += piece.size();
            RC_ASSERT(unpacker.put(piece, body, SIZE_MAX) == Outcome::Good);
            RC_ASSERT(unpacker.isWhole() == (from == bytes.size()));
        }
        RC_ASSERT(body == "before " + text);
    }));
}

void UnpackerTest::severalMembersAreOne()
{
    const std::string two = packed("one ", Gzip) + packed("two", Gzip);
    std::string body;
    Unpacker unpacker(Packing::Gzip);
    QCOMPARE(unpacker.put(two, body, 100), Outcome::Good);
    QCOMPARE(body, std::string("one two"));
    QVERIFY(unpacker.isWhole());
    QCOMPARE(unpacker.put("rubbish", body, 100), Outcome::Broken);
    Unpacker other(Packing::Deflate); // which knows no members
    QCOMPARE(other.put(packed("a", Zlib) + packed("b", Zlib), body, 100), Outcome::Broken);
}

void UnpackerTest::whatIsCutOffIsNotWhole()
{
    for (const Wrapping wrapping : {Raw, Zlib, Gzip}) {
        const std::string bytes = packed("some text that is cut off somewhere", wrapping);
        for (std::size_t size = 1; size < bytes.size(); ++size) {
            std::string body;
            Unpacker unpacker(wrapping == Gzip ? Packing::Gzip : Packing::Deflate);
            QCOMPARE(unpacker.put(bytes.substr(0, size), body, 100), Outcome::Good);
            QVERIFY(!unpacker.isWhole());
        }
    }
}

void UnpackerTest::whatIsSpoiltIsNeverTakenForGood()
{
    const std::string text = "some text that is spoilt somewhere, in its checksum too";
    const std::string bytes = packed(text, Gzip);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string spoilt = bytes;
        spoilt[at] = static_cast<char>(spoilt[at] ^ 0x55);
        std::string body;
        Unpacker unpacker(Packing::Gzip);
        const Outcome outcome = unpacker.put(spoilt, body, 1'000);
        const bool isGood = outcome == Outcome::Good && unpacker.isWhole();
        QVERIFY2(!isGood || body == text, qPrintable(QString::number(at))); // time, system: no harm
    }
}

void UnpackerTest::aBombStopsAtTheLimit()
{
    const std::string bomb = packed(std::string(50'000'000, '\0'), Gzip);
    QVERIFY(bomb.size() < 500'000);
    std::string body;
    Unpacker unpacker(Packing::Gzip);
    QCOMPARE(unpacker.put(bomb, body, 1'000'000), Outcome::TooLarge);
    QVERIFY(body.size() <= 1'000'000);
    Unpacker exact(Packing::Gzip);
    body.clear();
    QCOMPARE(exact.put(bomb, body, 50'000'000), Outcome::Good);
    QVERIFY(exact.isWhole());
    QCOMPARE(body.size(), std::size_t(50'000'000));
}

QTEST_GUILESS_MAIN(UnpackerTest)
#include "UnpackerTest.moc"
