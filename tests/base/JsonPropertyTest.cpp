#include "core/base/Json.h"
#include "core/base/TextSafe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>
#include <cmath>
#include <rapidcheck.h>

using namespace syncline;

namespace {

rc::Gen<std::string> anyText()
{
    return rc::gen::map(rc::gen::arbitrary<std::string>(),
                        [](const std::string &bytes) { return text::toUtf8(bytes); });
}

rc::Gen<Value> anyScalar()
{
    return rc::gen::exec([]() -> Value {
        switch (*rc::gen::inRange(0, 6)) {
        case 0:
            return nullptr;
        case 1:
            return *rc::gen::arbitrary<bool>();
        case 2:
            return *rc::gen::arbitrary<std::int64_t>();
        case 3: {
            const auto bits = *rc::gen::arbitrary<std::uint64_t>();
            const auto number = std::bit_cast<double>(bits);
            return std::isfinite(number) ? number : 0.5;
        }
        case 4:
            return *rc::gen::element(-0.0, 0.0, 1.0, 1e300, 5e-324, 0.1);
        default:
            return *anyText();
        }
    });
}

rc::Gen<Value> anyValue(int depth)
{
    return rc::gen::exec([depth]() -> Value {
        const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 3);
        if (kind == 0)
            return *anyScalar();
        const int count = *rc::gen::inRange(0, 5);
        if (kind == 1) {
            ValueList list;
            for (int i = 0; i < count; ++i)
                list.push_back(*anyValue(depth - 1));
            return list;
        }
        ValueObject object;
        for (int i = 0; i < count; ++i)
            object.set(*anyText(), *anyValue(depth - 1));
        return object;
    });
}

/** JSON text with a few bytes changed: mostly broken, sometimes not. */
rc::Gen<std::string> nearlyJson()
{
    return rc::gen::exec([] {
        std::string text = json::write(ValueList{*anyValue(3)});
        const std::string alphabet = "[]{}\",:\\-+.eE0123456789truefalsn u\n\t\x01/'ab\xC3\xA9";
        for (int edits = *rc::gen::inRange(0, 4); edits > 0; --edits) {
            const auto at =
                static_cast<std::size_t>(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
            const char byte = alphabet[*rc::gen::inRange<std::size_t>(0, alphabet.size())];
            switch (*rc::gen::inRange(0, 3)) {
            case 0:
                text.insert(at, 1, byte);
                break;
            case 1:
                if (at < text.size())
                    text[at] = byte;
                break;
            default:
                if (at < text.size())
                    text.erase(at, 1);
            }
        }
        return text;
    });
}

/** Where Qt is laxer than RFC 8259: control characters in strings, and ".5", "1.", "01", "1e". */
bool qtMayBeLax(const QByteArray &text)
{
    static const QRegularExpression lax(QStringLiteral(
        "[\\x00-\\x1f]|(?<![0-9])[.]|[.](?![0-9])|[eE][+-]?(?![0-9])|(?<![0-9.])0[0-9]"));
    return lax.match(QString::fromLatin1(text)).hasMatch();
}

/** Where Qt is stricter: it refuses a number so small that it rounds to zero. */
bool qtMayBeStrict(const QByteArray &text)
{
    static const QRegularExpression tiny(QStringLiteral("[eE]-0*[0-9]{3}"));
    return tiny.match(QString::fromLatin1(text)).hasMatch();
}

} // namespace

class JsonPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBackWhatItWrites();
    void handlesAgreeWithValues();
    void aMinusZeroIsFoundAnywhere();
    void acceptsWhatQtAccepts();
    void neverWritesWhatItCannotRead();
};

void JsonPropertyTest::readsBackWhatItWrites()
{
    QVERIFY(rc::check("parse(write(v)) is v", [] {
        const Value value = *anyValue(4);
        for (const json::Layout layout : {json::Layout::Compact, json::Layout::Indented}) {
            const Result<Value> again = json::parse(json::write(value, layout));
            RC_ASSERT(again.ok());
            RC_ASSERT(again->identicalTo(value));
        }
    }));
}

void JsonPropertyTest::handlesAgreeWithValues()
{
    QVERIFY(rc::check("a handle says what parse() says", [] {
        const std::string text = *nearlyJson();
        const Result<Value> value = json::parse(text);
        const Result<json::Handle> handle = json::Handle::parse(text);
        RC_ASSERT(value.ok() == handle.ok());
        if (value)
            RC_ASSERT(handle->toValue().identicalTo(*value));
        else
            RC_ASSERT(handle.error().describe() == value.error().describe());
    }));
}

void JsonPropertyTest::aMinusZeroIsFoundAnywhere()
{
    QVERIFY(rc::check("among texts that look like it", [] {
        const auto items =
            *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                "-0", "0", "-1", "-0.5", "10", "\"-0\"", "\"a-0 \"", "\"2024-01-05\"", "\"--00\""));
        std::string text = "[";
        for (const std::string &item : items)
            text += (text.size() > 1 ? "," : "") + item;
        text += "]";
        const Result<Value> value = json::parse(text);
        const Result<json::Handle> handle = json::Handle::parse(text);
        RC_ASSERT(value.ok() && handle.ok());
        RC_ASSERT(handle->toValue().identicalTo(*value)); // 0 is not -0
    }));
}

void JsonPropertyTest::acceptsWhatQtAccepts()
{
    QVERIFY(rc::check("parse() and QJsonDocument accept the same texts", [] {
        const QByteArray text = QByteArray::fromStdString(*nearlyJson());
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(text, &error);
        const Result<Value> value = json::parse(text.toStdString());
        const bool list = value.ok() && (value->isList() || value->isObject());
        if (!list && qtMayBeLax(text))
            return;
        if (list && error.error == QJsonParseError::IllegalNumber && qtMayBeStrict(text))
            return;
        if (list != !document.isNull()) {
            RC_LOG() << text.toStdString() << "\nQt: " << error.errorString().toStdString()
                     << "\nwe: " << (value ? "fine" : value.error().describe());
            RC_FAIL("they differ");
        }
    }));
}

void JsonPropertyTest::neverWritesWhatItCannotRead()
{
    QVERIFY(rc::check("any bytes as text and key", [] {
        const auto bytes = *rc::gen::arbitrary<std::string>();
        const Value value = ValueObject{{bytes, bytes}};
        const Result<Value> again = json::parse(json::write(value));
        RC_ASSERT(again.ok());
        RC_ASSERT(again->asObject().begin()->second.asString() == text::toUtf8(bytes));
    }));
}

QTEST_GUILESS_MAIN(JsonPropertyTest)
#include "JsonPropertyTest.moc"
