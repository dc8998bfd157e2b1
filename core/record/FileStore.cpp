#include "core/record/FileStore.h"

#include "core/base/TextSafe.h"
#include "core/record/FileKind.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>

#include <array>

namespace syncline {

namespace {

constexpr std::size_t blockBytes = std::size_t{256} * 1024;
constexpr qint64 headBytes = 64 * 1024;
constexpr std::size_t hashDigits = 64;

QString asQString(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

Error cannotKeep(std::string_view fileName, const QString &why)
{
    return Error(errc::storage, "The file \"%1\" cannot be stored: %2.",
                 {text::displayLine(fileName, 80), why.toStdString()});
}

Value asValue(std::string_view fileName, std::int64_t bytes, std::string_view hash,
              const FileKind &kind)
{
    ValueObject file{
        {"fileName", fileName}, {"mimeType", kind.mimeType}, {"byteSize", bytes}, {"hash", hash}};
    if (kind.animated)
        file.append("animated", true);
    return file;
}

/** The hash of all that @p source still has, and its first bytes. */
struct Looked
{
    std::string hash;
    QByteArray head;
    std::int64_t bytes = 0;
};

} // namespace

std::filesystem::path FileStore::pathOf(std::string_view hash) const
{
    return m_folder / std::string(hash.substr(0, 2)) / std::string(hash);
}

Result<Value> FileStore::keep(std::string_view fileName, std::string_view bytes)
{
    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const std::string hash =
        QCryptographicHash::hash(QByteArray::fromRawData(bytes.data(), view.size()),
                                 QCryptographicHash::Sha256)
            .toHex()
            .toStdString();
    const std::filesystem::path path = pathOf(hash);
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) {
        std::filesystem::create_directories(path.parent_path(), failed);
        QSaveFile file(asQString(path)); // written beside it, synced and renamed
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(view.data(), view.size()) != view.size() || !file.commit())
            return cannotKeep(fileName, file.errorString());
    }
    const auto size = static_cast<std::int64_t>(bytes.size());
    return asValue(fileName, size, hash,
                   fileKind(fileName, bytes.substr(0, static_cast<std::size_t>(headBytes))));
}

Result<Value> FileStore::keepCopy(const std::filesystem::path &path)
{
    const std::string fileName = path.filename().string();
    QFile source(asQString(path));
    if (!source.open(QIODevice::ReadOnly))
        return Error(errc::invalidInput, "The file %1 cannot be read: %2.",
                     {text::displayLine(path.string(), 200), source.errorString().toStdString()});
    if (source.size() > static_cast<qint64>(maxBytes))
        return Error(errc::invalidInput, "The file %1 is larger than %2.",
                     {text::displayLine(path.string(), 200), text::humanSize(maxBytes)});
    Looked looked;
    looked.head = source.peek(headBytes);
    std::error_code failed;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block(static_cast<qsizetype>(blockBytes), Qt::Uninitialized);
    for (;;) {
        const qint64 size = source.read(block.data(), block.size());
        if (size < 0)
            return cannotKeep(fileName, source.errorString());
        if (size == 0)
            break;
        hash.addData(QByteArrayView(block.constData(), size));
        looked.bytes += size;
    }
    looked.hash = hash.result().toHex().toStdString();
    const std::filesystem::path target = pathOf(looked.hash);
    if (!std::filesystem::exists(target, failed)) {
        std::filesystem::create_directories(target.parent_path(), failed);
        QSaveFile copy(asQString(target));
        QCryptographicHash again(QCryptographicHash::Sha256);
        bool fine = copy.open(QIODevice::WriteOnly) && source.seek(0);
        while (fine) {
            const qint64 size = source.read(block.data(), block.size());
            if (size == 0)
                break;
            fine = size > 0 && copy.write(block.constData(), size) == size;
            again.addData(QByteArrayView(block.constData(), fine ? size : 0));
        }
        if (fine && again.result() != hash.result())
            return cannotKeep(fileName, QStringLiteral("it changed while it was read"));
        if (!fine || !copy.commit())
            return cannotKeep(fileName, copy.errorString());
    }
    return asValue(fileName, looked.bytes, looked.hash,
                   fileKind(fileName, {looked.head.constData(),
                                       static_cast<std::size_t>(looked.head.size())}));
}

Result<Value> FileStore::describe(std::string_view fileName, std::string_view hash) const
{
    QFile file(asQString(pathOf(hash)));
    if (!file.open(QIODevice::ReadOnly))
        return Error(errc::notFound, "refers to content that this project does not have (%1)",
                     {std::string(hash.substr(0, 12)) + "…"});
    const QByteArray head = file.read(headBytes);
    return asValue(fileName, file.size(), hash,
                   fileKind(fileName, {head.constData(), static_cast<std::size_t>(head.size())}));
}

std::vector<FileStore::Content> FileStore::all() const
{
    std::vector<Content> found;
    std::error_code failed;
    std::filesystem::recursive_directory_iterator each(m_folder, failed);
    for (; !failed && each != std::filesystem::recursive_directory_iterator();
         each.increment(failed)) {
        std::error_code gone;
        if (!each->is_regular_file(gone))
            continue;
        std::string name = each->path().filename().string();
        found.push_back({.path = each->path(),
                         .hash = name.size() == hashDigits ? name : std::string(),
                         .bytes = each->file_size(gone),
                         .time = each->last_write_time(gone)});
    }
    return found;
}

void FileStore::remove(const Content &content) const
{
    std::error_code ignored;
    std::filesystem::remove(content.path, ignored);
}

} // namespace syncline
