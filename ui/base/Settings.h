#pragma once

#include <QObject>
#include <QSettings>
#include <QString>
#include <QVariant>

#include <memory>

namespace syncline::ui {

/** One preference: its key, its type and its default, declared once. */
template <typename T>
struct Setting
{
    const char *key;
    T defaultValue;
};

namespace settings {
inline constexpr Setting<int> themeMode{"window/theme", 0}; ///< ThemeMode
inline constexpr Setting<int> logCap{"logs/visibleLines", 20000};
} // namespace settings

/** Preferences of the user (not of a project). Injected; window thread only. */
class Settings final : public QObject
{
    Q_OBJECT

public:
    /** @p file is an INI file; missing folders are made when something is first written. */
    explicit Settings(const QString &file, QObject *parent = nullptr);
    ~Settings() override;

    /** `$XDG_CONFIG_HOME/syncline/settings.ini`. */
    static QString defaultFile();

    template <typename T>
    [[nodiscard]] T get(const Setting<T> &setting) const
    {
        return value(QString::fromLatin1(setting.key), QVariant::fromValue(setting.defaultValue))
            .template value<T>();
    }
    template <typename T>
    void set(const Setting<T> &setting, const T &newValue)
    {
        setValue(QString::fromLatin1(setting.key), QVariant::fromValue(newValue));
    }

    [[nodiscard]] QVariant value(const QString &key, const QVariant &defaultValue = {}) const;
    void setValue(const QString &key, const QVariant &newValue);

    [[nodiscard]] QStringList recentProjects() const;
    void addRecentProject(const QString &folder);
    void removeRecentProject(const QString &folder);

Q_SIGNALS:
    void changed(const QString &key);

private:
    std::unique_ptr<QSettings> m_store;
};

} // namespace syncline::ui
