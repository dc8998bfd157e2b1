#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace syncline::ui {

class SessionStore;

/**
 * The unsaved text of one file, kept with the session so that a crash loses at most two seconds of
 * typing. What an earlier session left is offered until it is taken or refused; meanwhile it is
 * kept beside the text typed now.
 */
class Recovery
{
public:
    struct Offer
    {
        QByteArray text;
        QByteArray base; ///< fingerprint() of the file that it was typed into.
    };

    Recovery(SessionStore *session, const QString &path);

    [[nodiscard]] const std::vector<Offer> &offers() const { return m_offers; }
    /** The newest offer is no longer kept. */
    void settleOffer();
    /** @p offer.text is what has to survive now; replaces what keep() said before. */
    void keep(const Offer &offer);
    /** Nothing is unsaved. */
    void clear();
    static QByteArray fingerprint(const std::string &bytes);

private:
    void write();

    SessionStore *m_session;
    const QString m_key;
    std::vector<Offer> m_offers;
    std::vector<Offer> m_now; ///< None or one.
};

} // namespace syncline::ui
