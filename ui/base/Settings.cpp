#include "ui/base/Settings.h"

#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr auto recentKey = "window/recentProjects";
constexpr qsizetype maxRecent = 12;
} // namespace

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent),
      m_store(std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

Settings::~Settings() = default;

QString Settings::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           u"/syncline/settings.ini"_s;
}

QVariant Settings::value(const QString &key, const QVariant &defaultValue) const
{
    return m_store->value(key, defaultValue);
}

void Settings::setValue(const QString &key, const QVariant &newValue)
{
    if (m_store->contains(key) && m_store->value(key) == newValue)
        return;
    m_store->setValue(key, newValue);
    Q_EMIT changed(key);
}

QStringList Settings::recentProjects() const
{
    return m_store->value(QLatin1StringView(recentKey)).toStringList();
}

void Settings::addRecentProject(const QString &folder)
{
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    recent.prepend(folder);
    if (recent.size() > maxRecent)
        recent.resize(maxRecent);
    setValue(QLatin1StringView(recentKey), recent);
}

void Settings::removeRecentProject(const QString &folder)
{
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    setValue(QLatin1StringView(recentKey), recent);
}

} // namespace syncline::ui
