// Command team-demo starts three real etcd nodes with TLS on this computer, in a
// temporary folder, makes two users for a team's vault, and prints what to type. It ends
// the nodes and removes the folder on ctrl+c.
//
//	go run ./scripts/team-demo           nodes, certificates, roles and users
//	go run ./scripts/team-demo --bare    nodes and certificates only, as in docs/team.md
//
// The programs come from scripts/etcd/build, or from the folder in TEAM_ETCD.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
)

// vault is the name of the vault that the users are for.
const vault = "acme"

// users have a certificate each, and a role unless the demo is bare.
var users = []struct {
	name string
	role people.Role
}{{"anna", people.Admin}, {"ben", people.Member}}

func main() {
	bare := flag.Bool("bare", false, "nodes and certificates only: no roles and no users")
	machine := flag.Bool("json", false, "print where everything is as one JSON object")
	flag.Parse()
	if err := run(*bare, *machine); err != nil {
		fmt.Fprintln(os.Stderr, "team-demo:", err)
		os.Exit(1)
	}
}

func run(bare, machine bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	programs, err := etcdtest.Built(ctx)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "suitekey-team-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cluster, err := etcdtest.New(ctx, folder, etcdtest.Options{Program: filepath.Join(programs, "etcd"), Nodes: 3, TLS: true})
	if err != nil {
		return err
	}
	defer cluster.Stop()
	if err := prepare(ctx, cluster, bare); err != nil {
		return err
	}
	if machine {
		err = json.NewEncoder(os.Stdout).Encode(map[string]string{"at": at(cluster), "certificates": cluster.Folder, "programs": programs})
	} else {
		tell(cluster, programs, bare)
	}
	if err == nil {
		<-ctx.Done()
	}
	return err
}

// prepare makes the certificates of the users and, unless the demo is bare, the users.
func prepare(ctx context.Context, cluster *etcdtest.Cluster, bare bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	prefix := engine.Engine{Vault: vault}.Prefix()
	for _, each := range users {
		if bare {
			if err := cluster.Issue(etcdtest.Certificate{Name: each.name}); err != nil {
				return err
			}
			continue
		}
		user := etcdtest.User{Name: each.name}
		for _, p := range people.Permissions(prefix, each.role) {
			user.Grants = append(user.Grants, etcdtest.Grant{Prefix: p.Prefix, Write: p.Write})
		}
		if err := cluster.AddUsers(ctx, user); err != nil {
			return err
		}
	}
	if bare {
		return errors.Join(cluster.Issue(etcdtest.Certificate{Name: "ci"}))
	}
	return nil
}

func at(c *etcdtest.Cluster) string { return strings.Join(c.Addresses(), ",") }

func tell(c *etcdtest.Cluster, programs string, bare bool) {
	fmt.Printf("Three etcd nodes are running. Their data and certificates are in %s, and are removed at the end.\n\n", filepath.Dir(c.Folder))
	fmt.Printf("export AT=%s CERTIFICATES=%s\n\n", at(c), c.Folder)
	if bare {
		fmt.Println("As the operator of etcd (docs/team.md goes on from here):")
		fmt.Printf("\nexport PATH=%s:$PATH ETCDCTL_ENDPOINTS=$AT ETCDCTL_CACERT=$CERTIFICATES/ca.crt ETCDCTL_CERT=$CERTIFICATES/root.crt ETCDCTL_KEY=$CERTIFICATES/root.key\n", programs)
		return
	}
	for i, each := range users {
		verb := "join"
		if i == 0 {
			verb = "init"
		}
		fmt.Printf("As %s, %s, in a terminal of its own:\n\n", each.name, each.role)
		fmt.Printf("export AT=%s CERTIFICATES=%s SUITEKEY_HOME=$(mktemp -d)\n", at(c), c.Folder)
		fmt.Printf("suitekey team %s %s --as %s --at $AT --ca-file $CERTIFICATES/ca.crt --cert $CERTIFICATES/%s.crt --key $CERTIFICATES/%s.key\n\n", verb, vault, each.name, each.name, each.name)
	}
	fmt.Printf("Then anna adds ben (suitekey team people, suitekey team add ben), and ben runs the same command again.\nctrl+c ends the nodes.\n")
}
