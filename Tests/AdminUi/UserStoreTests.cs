using System.Net;
using VoicemailOrleans.AdminUi.Login;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class UserStoreTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("voicemail-users-");

    [Fact]
    public void FirstUser_IsCreatedByOneOfManyStartsOnly()
    {
        var passwords = new string?[4];
        Parallel.For(0, passwords.Length, i => passwords[i] = new UserStore(folder.FullName).CreateFirstUser());
        var password = Assert.Single(passwords, p => p is not null)!;
        Assert.NotNull(new UserStore(folder.FullName).Verify("admin", password));
        Assert.Equal(["users.json"], folder.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void Name_WantedByTwoAtOnce_GoesToOneOfThem()
    {
        for (var round = 0; round < 200; round++)
        {
            var drafts = new[] { $"{round}-a", $"{round}-b" }.Select(InFolder).ToArray();
            foreach (var draft in drafts) File.WriteAllText(draft, draft);
            var won = new bool[2];
            using var together = new Barrier(2);
            Parallel.Invoke(() => Take(0), () => Take(1));
            Assert.Single(won, isFirst => isFirst);
            Assert.Equal(drafts[Array.IndexOf(won, true)], File.ReadAllText(InFolder($"{round}")));

            void Take(int i)
            {
                together.SignalAndWait();
                won[i] = ExclusiveLink.TryCreate(drafts[i], InFolder($"{round}"));
            }
        }

        Assert.Throws<IOException>(() => ExclusiveLink.TryCreate(InFolder("missing"), InFolder("name")));

        string InFolder(string name) => Path.Combine(folder.FullName, name);
    }

    [Fact]
    public void SetPassword_CreatesUsersAndIsSeenByARunningStore()
    {
        var running = new UserStore(folder.FullName);
        Assert.Null(running.Verify("helen", "a good password"));
        new UserStore(folder.FullName).SetPassword("Helen", "a good password");
        var helen = running.Verify("helen", "a good password")!;
        Assert.True(running.IsCurrent(helen));
        Assert.DoesNotContain("a good password", File.ReadAllText(Path.Combine(folder.FullName, "users.json")),
            StringComparison.Ordinal);
        new UserStore(folder.FullName).SetPassword("helen", "another password");
        Assert.False(running.IsCurrent(helen));
    }

    [Theory]
    [InlineData("helen", "short"), InlineData("", "long enough"), InlineData("a b", "long enough"),
        InlineData("a/../b", "long enough")]
    public void SetPassword_ThatWillNotDo_IsRefusedAndChangesNothing(string user, string password)
    {
        Assert.Throws<ArgumentException>(() => new UserStore(folder.FullName).SetPassword(user, password));
        Assert.Empty(folder.GetFiles());
    }

    [Theory]
    [InlineData(""), InlineData("pbkdf2-sha256$x$AA==$AA=="), InlineData("pbkdf2-sha256$1$!$!"),
        InlineData("md5$1$AA==$AA=="), InlineData("pbkdf2-sha256$0$AA==$AA==")]
    public void DamagedHash_MatchesNothing(string stored) => Assert.False(PasswordHash.Verify(stored, ""));

    [Fact]
    public void Guard_DoublesTheWaitPerAddressAndSparesOthers()
    {
        var clock = new SteppedClock();
        var guard = new LoginGuard(clock);
        var attacker = IPAddress.Parse("2001:db8::1");
        double[] waits = new double[14];
        for (var i = 0; i < waits.Length; i++)
        {
            guard.Failed(attacker, $"user{i}");
            waits[i] = guard.WaitFor(IPAddress.Parse("2001:db8::2"), "admin").TotalSeconds; // the same /64
        }

        Assert.Equal([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512], waits);
        Assert.Equal(TimeSpan.Zero, guard.WaitFor(IPAddress.Parse("2001:db8:0:1::1"), "admin"));
        for (var i = 0; i < 10; i++) guard.Failed(attacker, "user");
        Assert.Equal(900, guard.WaitFor(attacker, "admin").TotalSeconds);
        clock.Now += TimeSpan.FromMinutes(15);
        Assert.Equal(TimeSpan.Zero, guard.WaitFor(attacker, "admin"));
    }

    [Fact]
    public void Guard_SlowsManyAddressesOnOneNameByAMinuteAtMost()
    {
        var guard = new LoginGuard(new SteppedClock());
        for (var i = 0; i < 40; i++) guard.Failed(IPAddress.Parse($"192.0.2.{i}"), "Admin");
        Assert.Equal(60, guard.WaitFor(IPAddress.Parse("198.51.100.1"), "admin").TotalSeconds);
        guard.Succeeded(IPAddress.Parse("198.51.100.1"), "admin");
        Assert.Equal(TimeSpan.Zero, guard.WaitFor(IPAddress.Parse("198.51.100.1"), "admin"));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
