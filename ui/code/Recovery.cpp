#include "ui/code/Recovery.h"

#include "ui/shell/SessionStore.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace syncline::ui {

Recovery::Recovery(SessionStore *session, const QString &path)
    : m_session(session),
      m_key(u"unsaved/"_s + path)
{
    for (const QJsonValue &value : m_session->value(m_key).toArray())
        m_offers.push_back(
            {value[u"text"_s].toString().toUtf8(), value[u"base"_s].toString().toLatin1()});
}

void Recovery::settleOffer()
{
    if (m_offers.empty())
        return;
    m_offers.erase(m_offers.begin());
    write();
}

void Recovery::keep(const Offer &offer)
{
    m_now = {offer};
    write();
}

void Recovery::clear()
{
    m_now.clear();
    write();
}

QByteArray Recovery::fingerprint(const std::string &bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return hash.result().toHex();
}

void Recovery::write()
{
    QJsonArray all;
    for (const std::vector<Offer> *offers : {&m_now, &m_offers}) {
        for (const Offer &offer : *offers)
            all.append(QJsonObject{{u"text"_s, QString::fromUtf8(offer.text)},
                                   {u"base"_s, QString::fromLatin1(offer.base)}});
    }
    m_session->setValue(m_key, all.isEmpty() ? QJsonValue(QJsonValue::Undefined) : all);
}

} // namespace syncline::ui
