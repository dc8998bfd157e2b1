#include "ui/code/CodeFile.h"

#include "core/engine/Engine.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"

#include <utility>

namespace syncline::ui {

namespace {
constexpr std::string_view conflict = "SYNC_CONFLICT";
} // namespace

CodeFile::CodeFile(Engine *engine, QString path, QObject *parent)
    : QObject(parent),
      m_engine(engine),
      m_path(std::move(path))
{
    connect(engine, &Engine::projectChanged, this, &CodeFile::look);
}

void CodeFile::load()
{
    const quint64 ticket = ++m_ticket;
    m_isLoaded = false;
    whenDone(m_engine->readFile(fromQString(m_path)), this,
             [this, ticket](const Result<std::string> &bytes) {
                 if (ticket != m_ticket)
                     return;
                 if (!bytes) {
                     Q_EMIT loadFailed(bytes.error());
                     return;
                 }
                 m_known = bytes.value();
                 m_disk = m_known;
                 m_isOnDisk = true;
                 m_isLoaded = true;
                 Q_EMIT loaded();
             });
}

void CodeFile::startNew()
{
    ++m_ticket;
    m_known.clear();
    m_disk.reset();
    m_isOnDisk = false;
    m_isLoaded = true;
    Q_EMIT loaded();
}

void CodeFile::save(std::string bytes)
{
    if (m_isSaving)
        return;
    m_isSaving = true;
    ++m_ticket; // a look under way would see the file before or after
    const std::optional<std::string> before =
        m_isOnDisk ? std::optional<std::string>(m_known) : std::nullopt;
    const QFuture<Result<void>> writing = m_engine->replaceFile(fromQString(m_path), before, bytes);
    whenDone(writing, this, [this, bytes = std::move(bytes)](const Result<void> &done) {
        m_isSaving = false;
        if (done) {
            m_known = bytes;
            m_disk = bytes;
            m_isOnDisk = true;
            Q_EMIT saved();
        } else if (done.error().is(conflict)) {
            m_looksAgain = true; // says which of changed and removed it is
        } else {
            Q_EMIT saveFailed(done.error());
        }
        if (std::exchange(m_looksAgain, false))
            look();
    });
}

void CodeFile::acceptDisk()
{
    m_isOnDisk = m_disk.has_value();
    if (m_disk)
        m_known = *m_disk;
}

void CodeFile::look()
{
    if (!m_isLoaded)
        return;
    if (m_isSaving) {
        m_looksAgain = true;
        return;
    }
    const quint64 ticket = ++m_ticket;
    whenDone(m_engine->readFile(fromQString(m_path)), this,
             [this, ticket](const Result<std::string> &bytes) {
                 if (ticket != m_ticket)
                     return;
                 if (bytes)
                     handleLook(bytes.value());
                 else if (bytes.error().is(errc::notFound))
                     handleLook(std::nullopt);
             });
}

void CodeFile::handleLook(const std::optional<std::string> &disk)
{
    const bool wasKnown = m_disk ? m_isOnDisk && *m_disk == m_known : !m_isOnDisk;
    m_disk = disk;
    if (disk ? m_isOnDisk && *disk == m_known : !m_isOnDisk) {
        if (!wasKnown)
            Q_EMIT backToKnown();
        return;
    }
    if (disk)
        Q_EMIT changedOutside();
    else
        Q_EMIT removedOutside();
}

} // namespace syncline::ui
