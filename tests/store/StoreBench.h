#pragma once

#include "core/store/Store.h"
#include "tests/store/StoreTestTools.h"

#include <QCryptographicHash>
#include <QFile>

#include <sys/mount.h>

namespace syncline::test {

inline Result<std::unique_ptr<Store>> openStore(const std::filesystem::path &file)
{
    Store::Options options;
    options.file = file;
    options.ballast = false;
    return Store::open(options);
}

inline Result<void> write(Store &store, const std::string &sql)
{
    SYNCLINE_TRY(WriteTransaction transaction, store.writes().acquireBlocking({.label = "test"}));
    SYNCLINE_CHECK(transaction.database().exec(sql));
    return transaction.commitBlocking();
}

inline std::int64_t read(Store &store, std::string_view sql)
{
    auto reader = store.reader();
    if (!reader) {
        qWarning("%s", reader.error().describe().c_str());
        return -1;
    }
    return single(reader->database(), sql);
}

inline QByteArray hashOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return "missing";
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result().toHex();
}

/** A folder on a file system of its own, which can be made read-only; root only. */
class MountedFolder
{
public:
    MountedFolder()
        : m_mounted(mount("tmpfs", m_folder.path().toUtf8().constData(), "tmpfs", 0, "size=32m") ==
                    0)
    {
    }
    ~MountedFolder()
    {
        if (m_mounted)
            umount2(m_folder.path().toUtf8().constData(), MNT_DETACH);
    }
    MountedFolder(const MountedFolder &) = delete;
    MountedFolder &operator=(const MountedFolder &) = delete;
    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] std::filesystem::path file() const { return pathIn(m_folder, "dev.sqlite"); }
    [[nodiscard]] bool makeReadOnly() const
    {
        return mount("tmpfs", m_folder.path().toUtf8().constData(), "tmpfs", MS_REMOUNT | MS_RDONLY,
                     "size=32m") == 0;
    }
    /** Leaves no byte free. */
    [[nodiscard]] bool fill() const
    {
        QFile rest(QString::fromStdString(pathIn(m_folder, "rest").string()));
        if (!rest.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return false;
        const QByteArray piece(4096, 'x');
        while (rest.write(piece) == piece.size()) {
        }
        return rest.size() > 0;
    }

private:
    QTemporaryDir m_folder;
    bool m_mounted;
};

} // namespace syncline::test
