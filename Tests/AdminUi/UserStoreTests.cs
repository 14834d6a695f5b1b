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
        Assert.Equal(helen, running.Current("helen"));
        Assert.DoesNotContain("a good password", File.ReadAllText(Path.Combine(folder.FullName, "users.json")),
            StringComparison.Ordinal);
        new UserStore(folder.FullName).SetPassword("helen", "another password");
        Assert.NotEqual(helen.Stamp, running.Current("helen")!.Stamp);
    }

    [Theory]
    [InlineData("helen", "short"), InlineData("", "long enough"), InlineData("a b", "long enough"),
        InlineData("a/../b", "long enough"), InlineData("..", "long enough")]
    [InlineData("helen.smith", "Helen.Smith"), InlineData("helen", "Password1"), InlineData("helen", "abababab")]
    public void SetPassword_ThatWillNotDo_IsRefusedAndChangesNothing(string user, string password)
    {
        Assert.NotNull(new UserStore(folder.FullName).SetPassword(user, password));
        Assert.NotNull(new UserStore(folder.FullName).Add(user, null, Role.Helpdesk, password));
        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public void File_OfAFormerRelease_IsReadAndItsUsersAreAdmins()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "TestData", "Users", "1-without-roles.json"), UsersJson);
        var store = new UserStore(folder.FullName);
        Assert.Equal(("admin", "helen"), (store.Verify("admin", "correct horse battery")!.Name, store.Find("helen")!.Name));
        Assert.All(store.List(), user => Assert.Equal((Role.Admin, false), (user.Role, user.IsDisabled)));
        Assert.Null(store.Change("helen", Role.Helpdesk, "Helen Smith"));
        var again = new UserStore(folder.FullName);
        Assert.Equal(("helpdesk", "Helen Smith"), (again.Find("helen")!.Role, again.Find("helen")!.DisplayName));
        Assert.NotNull(again.Verify("admin", "correct horse battery"));
    }

    [Fact]
    public void File_OfThisRelease_StaysReadable()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "TestData", "Users", "2-roles.json"), UsersJson);
        var helen = new UserStore(folder.FullName).Find("helen")!;
        var expected = new UserFacts("helen", "Helen Smith", Role.Auditor, IsDisabled: true, IsTemporary: true,
            new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), SignedInAt: null);
        Assert.Equal(expected, helen);
    }

    [Fact]
    public void LastAdmin_CannotBeRemovedDemotedOrDisabled()
    {
        var store = new UserStore(folder.FullName);
        Assert.Null(store.SetPassword("anna", "a good password"));
        Assert.Equal(Role.Admin, store.Find("anna")!.Role); // the very first
        Assert.Null(store.SetPassword("bert", "a good password"));
        Assert.Equal(Role.Helpdesk, store.Find("bert")!.Role);
        AssertKept();
        Assert.Null(store.Change("bert", Role.Admin));
        Assert.Null(store.Change("bert", isDisabled: true));
        AssertKept(); // a disabled admin is none
        Assert.Null(store.Change("bert", isDisabled: false));
        Assert.Null(store.Remove("anna"));
        Assert.Equal("bert", Assert.Single(store.List()).Name);

        void AssertKept()
        {
            Assert.Contains("last admin", store.Remove("anna"), StringComparison.Ordinal);
            Assert.Contains("last admin", store.Change("anna", Role.Operator), StringComparison.Ordinal);
            Assert.Contains("last admin", store.Change("anna", isDisabled: true), StringComparison.Ordinal);
            Assert.Contains("last admin", store.SetPassword("anna", "a good password", Role.Auditor), StringComparison.Ordinal);
            Assert.Equal((Role.Admin, false), (store.Find("anna")!.Role, store.Find("anna")!.IsDisabled));
        }
    }

    [Fact]
    public void Admins_RemovedByTwoProcessesAtOnce_LeaveOne()
    {
        for (var round = 0; round < 50; round++)
        {
            File.WriteAllText(UsersJson, """{"anna":{"password":"x","stamp":"1"},"bert":{"password":"x","stamp":"1"}}""");
            using var together = new Barrier(2);
            Parallel.Invoke(() => Remove("anna"), () => Remove("bert"));
            Assert.Single(new UserStore(folder.FullName).List());

            void Remove(string user)
            {
                var store = new UserStore(folder.FullName); // as another process would have its own
                together.SignalAndWait();
                store.Remove(user);
            }
        }
    }

    [Fact]
    public void SignIn_IsRememberedOutsideTheFile()
    {
        var clock = new SteppedClock();
        var store = new UserStore(folder.FullName, clock);
        store.SetPassword("helen", "a good password");
        Assert.Null(store.Find("helen")!.SignedInAt);
        var before = File.ReadAllText(UsersJson);
        store.NoteSignIn("helen");
        Assert.Equal(clock.Now, store.Find("helen")!.SignedInAt);
        Assert.Equal(before, File.ReadAllText(UsersJson));
    }

    [Fact]
    public void OwnPassword_NeedsTheOldOneAndADifferentNewOne()
    {
        var store = new UserStore(folder.FullName);
        Assert.Null(store.Add("helen", "Helen", Role.Helpdesk, "first password"));
        Assert.True(store.Verify("helen", "first password")!.IsTemporary);
        Assert.Equal(UserStore.WrongPassword, store.ChangePassword("helen", "wrong password", "second password"));
        Assert.Contains("differ", store.ChangePassword("helen", "first password", "first password"), StringComparison.Ordinal);
        Assert.NotNull(store.ChangePassword("helen", "first password", "short"));
        Assert.Null(store.ChangePassword("helen", "first password", "second password"));
        Assert.Null(store.Verify("helen", "first password"));
        Assert.False(store.Verify("helen", "second password")!.IsTemporary);
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

    private string UsersJson => Path.Combine(folder.FullName, "users.json");

    public void Dispose() => folder.Delete(recursive: true);
}
