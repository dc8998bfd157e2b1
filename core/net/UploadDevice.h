#pragma once

#include <QIODevice>

#include <algorithm>
#include <cstring>
#include <string>

namespace syncline {

/**
 * A request's body for QNetworkAccessManager. One that is not rewindable cannot be sent a second
 * time: Qt repeats a request by itself when a connection closes without an answer, which a write
 * that must not happen twice cannot bear.
 */
class UploadDevice final : public QIODevice
{
public:
    UploadDevice(std::string bytes, bool isRewindable)
        : m_bytes(std::move(bytes)),
          m_isRewindable(isRewindable)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return !m_isRewindable; }
    [[nodiscard]] qint64 size() const override { return static_cast<qint64>(m_bytes.size()); }
    [[nodiscard]] bool atEnd() const override { return offset() >= m_bytes.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return static_cast<qint64>(m_bytes.size() - offset());
    }
    bool seek(qint64 to) override { return m_isRewindable && QIODevice::seek(to); }
    bool reset() override { return seek(0); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const std::size_t at = offset();
        if (at >= m_bytes.size())
            return m_isRewindable ? 0 : -1;
        const std::size_t count = std::min(static_cast<std::size_t>(maxSize), m_bytes.size() - at);
        std::memcpy(data, m_bytes.data() + at, count);
        m_read = at + count;
        return static_cast<qint64>(count);
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    [[nodiscard]] std::size_t offset() const
    {
        return m_isRewindable ? static_cast<std::size_t>(pos()) : m_read;
    }
    const std::string m_bytes;
    const bool m_isRewindable;
    std::size_t m_read = 0;
};

} // namespace syncline
