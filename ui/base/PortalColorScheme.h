#pragma once

#include "ui/base/Theme.h"

#include <QDBusVariant>

namespace syncline::ui {

/**
 * The desktop portal's org.freedesktop.appearance color-scheme, read asynchronously and followed.
 * Without a session bus or a portal it stays light.
 */
class PortalColorScheme final : public ColorSchemeSource
{
    Q_OBJECT

public:
    explicit PortalColorScheme(QObject *parent = nullptr);
    [[nodiscard]] bool prefersDark() const override { return m_dark; }

private Q_SLOTS:
    void handleSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void setValue(const QVariant &value);

    bool m_dark = false;
};

} // namespace syncline::ui
