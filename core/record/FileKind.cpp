#include "core/record/FileKind.h"

#include <QMimeDatabase>
#include <QString>

#include <array>

namespace syncline {

namespace {

using namespace std::string_view_literals;

struct Magic
{
    std::string_view bytes;
    std::size_t at;
    std::string_view mimeType;
};

constexpr std::array images{
    Magic{"\x89PNG\r\n\x1A\n"sv, 0, "image/png"sv},
    Magic{"\xFF\xD8\xFF"sv, 0, "image/jpeg"sv},
    Magic{"GIF87a"sv, 0, "image/gif"sv},
    Magic{"GIF89a"sv, 0, "image/gif"sv},
    Magic{"WEBP"sv, 8, "image/webp"sv},
    Magic{"BM"sv, 0, "image/bmp"sv},
    Magic{"II*\0"sv, 0, "image/tiff"sv},
    Magic{"MM\0*"sv, 0, "image/tiff"sv},
    Magic{"ftypavif"sv, 4, "image/avif"sv},
    Magic{"ftypavis"sv, 4, "image/avif"sv},
    Magic{"ftypheic"sv, 4, "image/heic"sv},
    Magic{"\0\0\1\0"sv, 0, "image/x-icon"sv},
};

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size()))
        ++found;
    return found;
}

bool isAnimated(std::string_view mimeType, std::string_view head)
{
    if (mimeType == "image/png") // the chunk stands before the first frame
        return head.substr(0, head.find("IDAT")).find("acTL") != std::string_view::npos;
    if (mimeType == "image/webp")
        return head.find("ANIM") != std::string_view::npos;
    if (mimeType == "image/gif") // a graphic control and an image descriptor for each frame
        return head.find("NETSCAPE2.0") != std::string_view::npos ||
               count(head, "\x21\xF9\x04"sv) > 1;
    return head.substr(0, 12).find("avis") != std::string_view::npos;
}

} // namespace

FileKind fileKind(std::string_view fileName, std::string_view head)
{
    for (const Magic &magic : images) {
        if (head.size() < magic.at || !head.substr(magic.at).starts_with(magic.bytes))
            continue;
        const bool riff = magic.mimeType == "image/webp" && !head.starts_with("RIFF");
        if (!riff)
            return {.mimeType = std::string(magic.mimeType),
                    .animated = isAnimated(magic.mimeType, head)};
    }
    const QMimeDatabase types;
    const QMimeType type = types.mimeTypeForFileNameAndData(
        QString::fromUtf8(fileName.data(), static_cast<qsizetype>(fileName.size())),
        QByteArray::fromRawData(head.data(), static_cast<qsizetype>(head.size())));
    std::string name = type.isValid() ? type.name().toStdString() : "application/octet-stream";
    const bool claimed = name.starts_with("image/") && name != "image/svg+xml";
    return {.mimeType = claimed ? "application/octet-stream" : std::move(name), .animated = false};
}

} // namespace syncline
