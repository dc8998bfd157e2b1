#include "app/socket/SocketPath.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QDir>
#include <QString>

#include <sys/stat.h>
#include <unistd.h>

namespace syncline::cli {

namespace {

std::filesystem::path runtimeFolder()
{
    const QByteArray given = qgetenv("XDG_RUNTIME_DIR");
    if (!given.isEmpty())
        return std::filesystem::path(given.toStdString()) / "syncline";
    const std::filesystem::path temporary(QDir::tempPath().toStdString());
    return temporary / ("syncline-" + std::to_string(getuid()));
}

} // namespace

std::filesystem::path realPath(const std::filesystem::path &folder)
{
    std::error_code failure;
    std::filesystem::path real = std::filesystem::canonical(folder, failure);
    return failure ? folder : real;
}

std::filesystem::path socketPath(const std::filesystem::path &project)
{
    const QByteArray path = QByteArray::fromStdString(realPath(project).string());
    const QByteArray hash = QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex();
    // Short: a socket's path has at most 107 bytes.
    return runtimeFolder() / (hash.left(16).toStdString() + ".sock");
}

Result<void> prepareSocketFolder(const std::filesystem::path &socket)
{
    const std::string folder = socket.parent_path().string();
    std::error_code ignored;
    std::filesystem::create_directories(socket.parent_path().parent_path(), ignored);
    mkdir(folder.c_str(), S_IRWXU);
    struct stat state = {};
    const bool isOurs = lstat(folder.c_str(), &state) == 0 && S_ISDIR(state.st_mode) &&
                        state.st_uid == getuid() && chmod(folder.c_str(), S_IRWXU) == 0;
    if (!isOurs)
        return Error(errc::permissionDenied,
                     "%1 is not a folder of this user, so no other program can be let in there.",
                     {folder});
    return {};
}

} // namespace syncline::cli
