#include "ui/code/SourceText.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError() && !text.isNull();
}

void findLineEnds(SourceText &source)
{
    std::array<qsizetype, 3> counts{};
    const QByteArray &text = source.text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == '\n') {
            ++counts[0];
        } else if (text.at(i) == '\r') {
            const bool isPair = i + 1 < text.size() && text.at(i + 1) == '\n';
            ++counts.at(isPair ? 1 : 2);
            i += isPair ? 1 : 0;
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    source.lineEnd = static_cast<SourceText::LineEnd>(most - counts.begin());
    source.isMixed =
        std::count_if(counts.begin(), counts.end(), [](qsizetype n) { return n > 0; }) > 1;
}

void findIndent(SourceText &source)
{
    constexpr qsizetype looked = 100'000;
    qsizetype at = 0;
    while (at >= 0 && at < std::min(looked, source.text.size())) {
        qsizetype end = at;
        while (end < source.text.size() && source.text.at(end) == ' ')
            ++end;
        const char first = end < source.text.size() ? source.text.at(end) : '\n';
        if (end == at && first == '\t') {
            source.usesTabs = true;
            source.indent = 4;
            return;
        }
        const qsizetype width = end - at;
        if (width >= 2 && width <= 8 && first != '\n' && first != '\r') {
            source.indent = static_cast<int>(width);
            return;
        }
        at = source.text.indexOf('\n', end);
        at = at < 0 ? at : at + 1;
    }
}

} // namespace

SourceText readSource(const std::string &bytes)
{
    SourceText source;
    std::string_view content = bytes;
    if (content.starts_with(byteOrderMark)) {
        source.hasMark = true;
        content.remove_prefix(byteOrderMark.size());
    }
    source.text = QByteArray(content.data(), static_cast<qsizetype>(content.size()));
    if (source.text.isEmpty())
        return source;
    if (!isUtf8(source.text)) {
        source.fault = SourceText::Fault::NotUtf8;
        source.text = QString::fromUtf8(source.text).toUtf8(); // what is none becomes U+FFFD
    }
    if (source.text.contains('\0')) {
        source.fault = SourceText::Fault::HasNul;
        source.text.replace('\0', QByteArrayView("\xE2\x90\x80")); // U+2400, the picture of NUL
    }
    if (source.fault == SourceText::Fault::None && source.text.size() > SourceText::maxEdited)
        source.fault = SourceText::Fault::TooLarge;
    findLineEnds(source);
    findIndent(source);
    return source;
}

std::string sourceBytes(const QByteArray &text, bool hasMark)
{
    std::string bytes(hasMark ? byteOrderMark : std::string_view());
    bytes.append(text.constData(), static_cast<std::size_t>(text.size()));
    return bytes;
}

QString lineEndName(SourceText::LineEnd lineEnd)
{
    switch (lineEnd) {
    case SourceText::LineEnd::Lf:
        return u"LF"_s;
    case SourceText::LineEnd::CrLf:
        return u"CRLF"_s;
    case SourceText::LineEnd::Cr:
        return u"CR"_s;
    }
    return {};
}

} // namespace syncline::ui
