#include "app/socket/Frame.h"

#include <QtEndian>

namespace syncline::cli {

namespace {

constexpr qsizetype header = 4;

} // namespace

QByteArray encodeFrame(FrameType type, std::string_view payload)
{
    QByteArray bytes(header + 1, Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(payload.size() + 1), bytes.data());
    bytes[header] = static_cast<char>(type);
    bytes.append(payload.data(), static_cast<qsizetype>(payload.size()));
    return bytes;
}

std::optional<Frame> FrameReader::next()
{
    if (m_isBroken || m_bytes.size() < header)
        return std::nullopt;
    const auto length = qFromBigEndian<quint32>(m_bytes.constData());
    if (length == 0 || length > maxFrame) {
        m_isBroken = true;
        return std::nullopt;
    }
    const qsizetype whole = header + static_cast<qsizetype>(length);
    if (m_bytes.size() < whole)
        return std::nullopt;
    Frame frame{.type = static_cast<FrameType>(m_bytes.at(header)),
                .payload = m_bytes.mid(header + 1, whole - header - 1)};
    m_bytes.remove(0, whole);
    return frame;
}

} // namespace syncline::cli
