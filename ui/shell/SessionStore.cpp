#include "ui/shell/SessionStore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

SessionStore::SessionStore(const QString &stateFolder, const QString &projectFolder,
                           QObject *parent)
    : QObject(parent)
{
    const QByteArray hash = QCryptographicHash::hash(QDir(projectFolder).absolutePath().toUtf8(),
                                                     QCryptographicHash::Sha1);
    m_file =
        stateFolder + u"/sessions/"_s + QString::fromLatin1(hash.toHex().left(16)) + u".json"_s;
    QFile file(m_file);
    if (file.open(QIODevice::ReadOnly))
        m_values = QJsonDocument::fromJson(file.readAll()).object();
    m_writer.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &SessionStore::flush);
}

SessionStore::~SessionStore()
{
    flush();
    m_writer.waitForDone();
}

QString SessionStore::defaultStateFolder()
{
    const QString given = qEnvironmentVariable("XDG_STATE_HOME");
    const bool isUsable = QDir::isAbsolutePath(given); // the specification: ignore relative ones
    return (isUsable ? given : QDir::homePath() + u"/.local/state"_s) + u"/syncline"_s;
}

void SessionStore::setValue(const QString &key, const QJsonValue &value)
{
    if (m_values.value(key) == value)
        return;
    m_values.insert(key, value);
    m_isDirty = true;
    if (!m_timer.isActive()) // not restarted by further typing: at most a second is lost
        m_timer.start();
}

void SessionStore::flush()
{
    m_timer.stop();
    if (!std::exchange(m_isDirty, false))
        return;
    m_writer.start([path = m_file, values = m_values] {
        QDir().mkpath(QFileInfo(path).absolutePath());
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return; // a session is a comfort: without a place for it the work goes on
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(QJsonDocument(values).toJson(QJsonDocument::Compact));
        file.commit();
    });
}

} // namespace syncline::ui
