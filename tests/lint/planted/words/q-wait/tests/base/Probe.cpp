void probe()
{
    QTest::qWait(50);
}
