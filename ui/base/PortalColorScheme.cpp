#include "ui/base/PortalColorScheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
const QString service = u"org.freedesktop.portal.Desktop"_s;
const QString path = u"/org/freedesktop/portal/desktop"_s;
const QString interface = u"org.freedesktop.portal.Settings"_s;
const QString space = u"org.freedesktop.appearance"_s;
const QString key = u"color-scheme"_s;
constexpr uint preferDark = 1;
} // namespace

PortalColorScheme::PortalColorScheme(QObject *parent)
    : ColorSchemeSource(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // QDBusConnection knows slots by name only; "1" marks a slot.
    bus.connect(service, path, interface, u"SettingChanged"_s, this,
                "1handleSettingChanged(QString,QString,QDBusVariant)");
    QDBusMessage read = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    read << space << key;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QVariant> reply = *watcher;
        if (reply.isValid())
            setValue(reply.value());
    });
}

void PortalColorScheme::handleSettingChanged(const QString &changedSpace, const QString &changedKey,
                                             const QDBusVariant &value)
{
    if (changedSpace == space && changedKey == key)
        setValue(value.variant());
}

void PortalColorScheme::setValue(const QVariant &value)
{
    QVariant inner = value; // a variant in a variant, at least from Read
    while (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    const bool dark = inner.toUInt() == preferDark;
    if (dark == m_dark)
        return;
    m_dark = dark;
    Q_EMIT changed();
}

std::unique_ptr<ColorSchemeSource> systemColorScheme()
{
    return std::make_unique<PortalColorScheme>();
}

} // namespace syncline::ui
